package dev.xmcgan.generator.batching;

import java.time.Duration;
import java.util.Optional;

/**
 * How micro-batches are formed.
 *
 * @param maxImages images in one pass of the generator, at least 1
 * @param linger longest wait for more requests, counted from when the first of them was sent
 * @param maxAge a request held longer than this goes first, whatever its priority
 * @param latencyTarget that requests should be drawn within, as far as that is in a micro-batch's
 *     power: size and linger are then chosen within the two above; empty = they are taken as they
 *     are
 */
public record BatchLimits(
    int maxImages, Duration linger, Duration maxAge, Optional<Duration> latencyTarget) {
  /** Without a latency target. */
  public BatchLimits(int maxImages, Duration linger, Duration maxAge) {
    this(maxImages, linger, maxAge, Optional.empty());
  }

  public BatchLimits {
    if (maxImages < 1) {
      throw new IllegalArgumentException("maxImages must be at least 1, not " + maxImages);
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("linger must not be negative, but is " + linger);
    }
    if (maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge must not be negative, but is " + maxAge);
    }
    if (latencyTarget.filter(target -> target.isNegative() || target.isZero()).isPresent()) {
      throw new IllegalArgumentException(
          "latencyTarget must be above 0, but is " + latencyTarget.get());
    }
  }
}
