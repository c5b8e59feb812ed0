package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.health.Health;
import dev.xmcgan.cli.supervision.Service;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Waits for services to become ready, telling when each does. */
final class Startup {
  private static final long PAUSE_MILLIS = 100;

  /** What a service that comes up says of itself before it has anything to say. */
  private static final Set<Health> NOT_YET = Set.of(Health.STARTING, Health.UNHEALTHY);

  private final Console console;
  private final BooleanSupplier givenUp;

  /**
   * @param givenUp whether the start has failed or been called off elsewhere
   */
  Startup(Console console, BooleanSupplier givenUp) {
    this.console = console;
    this.givenUp = givenUp;
  }

  /**
   * Returns when the service is ready.
   *
   * @throws CancellationException when the start was given up
   */
  void await(Service service, Predicate<Health> ready) throws InterruptedException {
    String told = "";
    while (true) {
      Health health = service.probe().ask();
      if (ready.test(health)) {
        console.progress(service.name(), health.state());
        return;
      }
      if (!health.state().equals(told) && !NOT_YET.contains(health)) {
        console.progress(service.name(), health.state());
        told = health.state();
      }
      if (givenUp.getAsBoolean()) {
        throw new CancellationException();
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
