package dev.xmcgan.gateway.config;

import dev.xmcgan.schemas.limits.RequestLimits;
import java.time.Duration;

/**
 * Checks the values of {@link GatewayConfig}: one that cannot work stops the start with a message
 * that names its key and the value.
 */
final class GatewayChecks {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final long LEAST_MEMORY = 1 << 20;
  private static final long MOST_MEMORY = 1L << 36;

  /** Of one upload that is in memory while it is decoded. */
  private static final int MOST_IMAGE_BYTES = 256 * 1024 * 1024;

  private static final long MOST_CHECKPOINT_BYTES = 64L << 30;
  private static final int LEAST_SECRET = 32;

  /** Events of other kinds than the replayed metrics that a newcomer is sent at once. */
  private static final int OTHER_EVENTS = 16;

  private GatewayChecks() {}

  /**
   * Checks all of them.
   *
   * @throws IllegalArgumentException for the first that cannot work
   */
  static void check(GatewayConfig config) {
    atLeast("answer-timeout", config.answerTimeout(), SHORTEST);
    atLeast("publish-timeout", config.publishTimeout(), Duration.ofSeconds(1));
    check(config.http());
    check(config.requests(), config.answerTimeout());
    check(config.keys());
    check(config.pairs());
    check(config.webhooks());
    check(config.events());
    within("checkpoints.max-bytes", config.checkpoints().maxBytes(), 1, MOST_CHECKPOINT_BYTES);
    within("checkpoints.max-transfers", config.checkpoints().maxTransfers(), 1, 100);
  }

  private static void check(GatewayConfig.Http http) {
    atLeast("http.header-timeout", http.headerTimeout(), SHORTEST);
    atLeast("http.body-timeout", http.bodyTimeout(), SHORTEST);
    atLeast("http.read-timeout", http.readTimeout(), SHORTEST);
    within("http.max-body-memory", http.maxBodyMemory(), LEAST_MEMORY, MOST_MEMORY);
    within("http.max-answer-memory", http.maxAnswerMemory(), LEAST_MEMORY, MOST_MEMORY);
  }

  private static void check(GatewayConfig.Requests requests, Duration answerTimeout) {
    atLeast("requests.timeout", requests.timeout(), answerTimeout);
    within("requests.max-queued-images", requests.maxQueuedImages(), 10, 1_000_000);
    within("requests.idempotency-keys", requests.idempotencyKeys(), 1, 1_000_000);
    atLeast("requests.url-lifetime", requests.urlLifetime(), Duration.ofSeconds(1));
  }

  private static void check(GatewayConfig.Keys keys) {
    // a request that is larger than the limit would find room in an empty minute alone
    int fewest = keys.imagesPerMinute() == 0 ? 0 : RequestLimits.MAX_COUNT;
    within("keys.images-per-minute", keys.imagesPerMinute(), fewest, KeyLimits.MOST);
    within("keys.open-requests", keys.openRequests(), 0, KeyLimits.MOST);
    double share = keys.queueShare();
    that(share > 0 && share <= 1, "keys.queue-share", share, "above 0, at most 1");
  }

  private static void check(GatewayConfig.Pairs pairs) {
    within("pairs.max-image-bytes", pairs.maxImageBytes(), 1, MOST_IMAGE_BYTES);
    within("pairs.max-image-pixels", pairs.maxImagePixels(), 1, Integer.MAX_VALUE);
    within("pairs.min-image-edge", pairs.minImageEdge(), 1, 10_000);
    double content = pairs.minImageContent();
    that(content >= 0 && content <= 1, "pairs.min-image-content", content, "0 to 1");
    within("pairs.max-uploads", pairs.maxUploads(), 1, 10_000);
  }

  private static void check(GatewayConfig.Webhooks webhooks) {
    int length = webhooks.secret().map(String::length).orElse(LEAST_SECRET);
    that(length >= LEAST_SECRET, "webhooks.secret", "…", "of at least 32 characters");
    within("webhooks.attempts", webhooks.attempts(), 1, 100);
    atLeast("webhooks.first-retry", webhooks.firstRetry(), Duration.ofMillis(10));
    atLeast("webhooks.timeout", webhooks.timeout(), SHORTEST);
  }

  private static void check(GatewayConfig.Events events) {
    atLeast("events.heartbeat", events.heartbeat(), SHORTEST);
    within("events.replayed-metrics", events.replayedMetrics(), 1, 10_000);
    int fewest = events.replayedMetrics() + OTHER_EVENTS;
    within("events.client-buffer", events.clientBuffer(), fewest, 100_000);
    within("events.max-clients", events.maxClients(), 1, 100_000);
  }

  private static void atLeast(String key, Duration value, Duration least) {
    that(value.compareTo(least) >= 0, key, value, "at least " + least);
  }

  private static void within(String key, long value, long least, long most) {
    that(value >= least && value <= most, key, value, least + " to " + most);
  }

  private static void that(boolean holds, String key, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "xmcgan.gateway.%s = %s: must be %s".formatted(key, value, expected));
    }
  }
}
