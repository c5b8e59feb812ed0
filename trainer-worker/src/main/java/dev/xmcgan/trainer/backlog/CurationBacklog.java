package dev.xmcgan.trainer.backlog;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What curation has not read of image-text-pairs.
 *
 * @param unread records that wait
 * @param oldest how long the first of them has waited; zero when none waits
 * @param retention how long the topic keeps a record; empty where that is for ever
 * @param agedOut records that the topic deleted before they were read
 */
public record CurationBacklog(
    long unread, Duration oldest, Optional<Duration> retention, long agedOut) {
  /** Part of the retention after which somebody should know. */
  private static final double NEAR = 0.5;

  /** What is wrong, for a person to read: pairs were lost, or are near to it. */
  public Optional<String> alert() {
    if (agedOut > 0) {
      return Optional.of(
          "alert: %d records of image-text-pairs aged out before curation read them"
              .formatted(agedOut));
    }
    return retention
        .filter(kept -> oldest.toMillis() >= NEAR * kept.toMillis())
        .map(
            kept ->
                String.format(
                    Locale.ROOT,
                    "alert: pairs near retention: %d wait for curation, the oldest for %.1f of the"
                        + " %.1f hours that image-text-pairs keeps it",
                    unread,
                    hours(oldest),
                    hours(kept)));
  }

  private static double hours(Duration duration) {
    return duration.toMillis() / 3.6e6;
  }
}
