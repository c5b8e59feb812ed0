package dev.xmcgan.cli.supervision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A service with its present process; changed on the supervisor's thread only. */
final class Supervised {
  private final Service service;
  private final List<Instant> deaths = new ArrayList<>();
  private volatile LivenessWatch watch;
  private volatile boolean hung;

  Supervised(Service service) {
    this.service = service;
  }

  RunningService start() throws InterruptedException {
    RunningService running = service.start();
    hung = false;
    watch = new LivenessWatch(running);
    return running;
  }

  void died(Instant now) {
    deaths.add(now);
  }

  /** Its process is about to be killed because it hangs; told by the monitor's thread. */
  void hangs() {
    hung = true;
  }

  boolean hung() {
    return hung;
  }

  Service service() {
    return service;
  }

  List<Instant> deaths() {
    return deaths;
  }

  /** Empty when it was never started. */
  Optional<LivenessWatch> watch() {
    return Optional.ofNullable(watch);
  }

  /** Empty when it was never started. */
  Optional<RunningService> running() {
    return watch().map(LivenessWatch::running);
  }
}
