package dev.xmcgan.cli.supervision;

/** How often in a row one process has not said that it lives. */
final class LivenessWatch {
  private final RunningService running;
  private boolean lived;
  private int misses;

  LivenessWatch(RunningService running) {
    this.running = running;
  }

  RunningService running() {
    return running;
  }

  /** Takes an answer in; returns whether it was one miss too many. */
  boolean tooManyMisses(boolean alive, LivenessPolicy policy) {
    if (alive) {
      lived = true;
      misses = 0;
      return false;
    }
    misses++;
    return misses >= (lived ? policy.misses() : policy.missesAtStart());
  }
}
