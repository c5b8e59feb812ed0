package dev.xmcgan.cli.services;

import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.cli.supervision.RunningService;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.localkafka.Installation;
import dev.xmcgan.localkafka.RegistryProcess;
import dev.xmcgan.localkafka.RegistrySettings;
import java.nio.file.Path;

/** The schema registry. */
record RegistryService(
    Installation installation, RegistrySettings settings, HealthProbe probe, HealthProbe liveness)
    implements Service {

  @Override
  public String name() {
    return ServiceNames.REGISTRY;
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
    return StartOrder.REGISTRY;
  }

  @Override
  public boolean essential() {
    return true;
  }

  @Override
  public RunningService start() {
    RegistryProcess registry = RegistryProcess.start(installation, settings);
    return new RunningService(registry.process(), registry::close);
  }
}
