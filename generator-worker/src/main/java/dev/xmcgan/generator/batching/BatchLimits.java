package dev.xmcgan.generator.batching;

import java.time.Duration;

/**
 * How micro-batches are formed.
 *
 * @param maxImages images in one pass of the generator, at least 1
 * @param linger longest wait for more requests, counted from when the first of them was sent
 * @param maxAge a request held longer than this goes first, whatever its priority
 */
public record BatchLimits(int maxImages, Duration linger, Duration maxAge) {
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
  }
}
