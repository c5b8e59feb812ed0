package dev.xmcgan.gateway.config;

import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.limits.RequestLimits;

/**
 * What the owner of a key may ask for, so that no owner takes all. Keys of one owner count
 * together.
 *
 * @param imagesPerMinute most images asked for within a minute; 0 = any number
 * @param openRequests most requests open at a time; 0 = any number
 * @param queueShare of the images that may wait, the part that one owner's may be, above 0 to 1
 */
public record KeyLimits(int imagesPerMinute, int openRequests, double queueShare) {
  static final int MOST = 1_000_000;

  /** Those of a key that says nothing else. */
  public static KeyLimits of(GatewayConfig.Keys config) {
    return new KeyLimits(config.imagesPerMinute(), config.openRequests(), config.queueShare());
  }

  /** Those of a key: its own where it has some. */
  public KeyLimits of(ApiKey key) {
    return new KeyLimits(
        key.getImagesPerMinute() == null ? imagesPerMinute : bounded(key.getImagesPerMinute()),
        key.getOpenRequests() == null
            ? openRequests
            : Math.min(MOST, Math.max(0, key.getOpenRequests())),
        queueShare);
  }

  /** Whoever wrote the record: a key with a senseless limit is not one without. */
  private static int bounded(int perMinute) {
    return perMinute == 0 ? 0 : Math.min(MOST, Math.max(RequestLimits.MAX_COUNT, perMinute));
  }
}
