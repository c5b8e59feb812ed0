package dev.xmcgan.transport.freshness;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Pairs that a release was the first to have learned, once it drew an image.
 *
 * @param checkpointId the release
 * @param count how many pairs
 * @param waits from the arrival of each, or of an even sample of them, to the image; shortest first
 * @param servedAt when the image was there
 */
public record ServedPairs(String checkpointId, long count, List<Duration> waits, Instant servedAt) {
  public ServedPairs {
    waits = waits.stream().sorted().toList();
    if (waits.isEmpty()) {
      throw new IllegalArgumentException("checkpoint " + checkpointId + " served no new pair");
    }
  }

  /** The wait that half of the pairs do not exceed. */
  public Duration median() {
    return quantile(waits, 0.5);
  }

  /**
   * The wait that a share of the pairs does not exceed.
   *
   * @param share above 0, at most 1
   */
  public Duration quantile(double share) {
    return quantile(waits, share);
  }

  /**
   * The same of any waits, by the nearest rank.
   *
   * @param sorted at least one, shortest first
   */
  public static Duration quantile(List<Duration> sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.min(sorted.size(), Math.max(1, rank)) - 1);
  }
}
