package dev.xmcgan.trainer.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far training is behind what came: pairs that are not learned yet. A pair is learned when the
 * generator was trained on it, and one that left the window before that never will be.
 *
 * @param pairs how many
 * @param oldest how long ago the oldest of them came; zero when there is none
 */
public record Lag(long pairs, Duration oldest) {
  /** The same with records behind those that were read. */
  public Lag withUnread(long records) {
    return new Lag(pairs + records, oldest);
  }

  /** What steps took and the generator was not trained on, and what no step took. */
  static Lag of(
      ReplayBuffer window, GeneratorExposure exposure, UnlearnedPairs fresh, Instant now) {
    long pairs = fresh.size();
    Optional<Long> inWindow = Optional.empty();
    for (int place = window.size() - 1; place >= 0; place--) {
      PairPosition position = window.positionAt(place);
      if (exposure.isUnseen(position)) {
        pairs++;
        inWindow = Optional.of(position.timestamp());
      }
    }
    Duration oldest =
        Stream.concat(inWindow.stream(), fresh.oldestTimestamp().stream())
            .min(Long::compare)
            .map(time -> Duration.between(Instant.ofEpochMilli(time), now))
            .orElse(Duration.ZERO);
    return new Lag(pairs, oldest);
  }
}
