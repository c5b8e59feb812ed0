package dev.xmcgan.cli.services;

import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.cli.supervision.RunningService;
import dev.xmcgan.cli.supervision.Service;
import java.nio.file.Path;

/** The broker or the registry, without which a stack is of no use. */
record BackingService(
    String name,
    int port,
    Path log,
    int tier,
    HealthProbe probe,
    HealthProbe liveness,
    Launch launch)
    implements Service {

  /** Starts a fresh process. */
  @FunctionalInterface
  interface Launch {
    RunningService start() throws InterruptedException;
  }

  @Override
  public boolean essential() {
    return true;
  }

  @Override
  public RunningService start() throws InterruptedException {
    return launch.start();
  }
}
