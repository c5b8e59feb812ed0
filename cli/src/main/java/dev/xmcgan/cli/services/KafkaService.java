package dev.xmcgan.cli.services;

import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.cli.supervision.RunningService;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.localkafka.BrokerProcess;
import dev.xmcgan.localkafka.BrokerSettings;
import dev.xmcgan.localkafka.Installation;
import java.nio.file.Path;

/** The broker. */
record KafkaService(
    Installation installation, BrokerSettings settings, HealthProbe probe, HealthProbe liveness)
    implements Service {

  @Override
  public String name() {
    return ServiceNames.KAFKA;
  }

  @Override
  public int port() {
    return settings.port();
  }

  @Override
  public Path log() {
    return settings.logFile();
  }

  @Override
  public int tier() {
    return StartOrder.KAFKA;
  }

  @Override
  public boolean essential() {
    return true;
  }

  @Override
  public RunningService start() throws InterruptedException {
    BrokerProcess broker = BrokerProcess.start(installation, settings);
    return new RunningService(broker.process(), broker::close);
  }
}
