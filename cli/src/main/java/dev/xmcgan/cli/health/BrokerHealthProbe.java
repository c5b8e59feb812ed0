package dev.xmcgan.cli.health;

import dev.xmcgan.localkafka.BrokerProbe;
import java.io.IOException;

/** A broker is healthy when it answers clients. */
public final class BrokerHealthProbe implements HealthProbe {
  private final BrokerProbe probe;

  public BrokerHealthProbe(int port) {
    this.probe = new BrokerProbe(port);
  }

  @Override
  public Health ask() {
    try {
      return probe.isReady() ? Health.HEALTHY : Health.STARTING;
    } catch (IOException e) {
      return Health.STARTING;
    }
  }
}
