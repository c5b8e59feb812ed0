package dev.xmcgan.cli.supervision;

import java.time.Duration;

/** Hears what happens to the processes; called on the supervisor's own thread. */
public interface SupervisionListener {
  /** A process of the service runs. */
  void started(Service service, long pid, int restarts);

  /**
   * A process of the service has died and another one will be started.
   *
   * @param how such as {@code was killed by signal 9 (SIGKILL)}
   */
  void restarting(Service service, String how, Duration delay);

  /**
   * The service will not be started again; the others go on.
   *
   * @param reason such as {@code ended with exit code 1, 3 times within 60 s}
   */
  void givenUp(Service service, String reason);
}
