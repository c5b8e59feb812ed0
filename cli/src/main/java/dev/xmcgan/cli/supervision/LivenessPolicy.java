package dev.xmcgan.cli.supervision;

import java.time.Duration;

/**
 * When a process that runs is taken for dead.
 *
 * @param pause between two questions
 * @param misses so many answers in a row missing or negative, and it is ended
 * @param missesAtStart the same while it has not been alive yet
 */
public record LivenessPolicy(Duration pause, int misses, int missesAtStart) {
  public LivenessPolicy {
    if (pause.isNegative() || pause.isZero() || misses < 1 || missesAtStart < misses) {
      throw new IllegalArgumentException(
          "pause " + pause + ", misses " + misses + ", at start " + missesAtStart);
    }
  }

  /** A minute of silence, five while it starts: a busy machine is no reason. */
  public static LivenessPolicy standard() {
    return new LivenessPolicy(Duration.ofSeconds(10), 6, 30);
  }
}
