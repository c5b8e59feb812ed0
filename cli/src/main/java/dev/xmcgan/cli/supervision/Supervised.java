package dev.xmcgan.cli.supervision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service with its present process; changed on the supervisor's thread only. */
final class Supervised {
  private final Service service;
  private final List<Instant> deaths = new ArrayList<>();
  private RunningService running;

  Supervised(Service service) {
    this.service = service;
  }

  RunningService start() throws InterruptedException {
    running = service.start();
    return running;
  }

  void died(Instant now) {
    deaths.add(now);
  }

  Service service() {
    return service;
  }

  List<Instant> deaths() {
    return deaths;
  }

  /** Empty when it was never started. */
  Optional<RunningService> running() {
    return Optional.ofNullable(running);
  }
}
