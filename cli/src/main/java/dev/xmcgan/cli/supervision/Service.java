package dev.xmcgan.cli.supervision;

import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.localkafka.processes.ChildProcessException;
import java.nio.file.Path;

/** One process of a stack: how it is started, where it logs, how to ask after it. */
public interface Service {
  /** Such as {@code generator-worker-1}. */
  String name();

  /** Where it listens on loopback. */
  int port();

  /** What it prints. */
  Path log();

  /** Services of a higher tier need those of the lower ones, and are stopped before them. */
  int tier();

  /** Whether it is ready. */
  HealthProbe probe();

  /** Whether it lives: one that does not is ended and started again. */
  HealthProbe liveness();

  /** Whether a stack without it is of no use, so that it ends when this one cannot be kept up. */
  boolean essential();

  /**
   * Starts a fresh process; called again after one has died.
   *
   * @throws ChildProcessException when it cannot be started
   */
  RunningService start() throws InterruptedException;
}
