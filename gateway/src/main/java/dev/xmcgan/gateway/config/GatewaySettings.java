package dev.xmcgan.gateway.config;

import java.time.Duration;

/**
 * {@link GatewayConfig}, checked: a value that cannot work stops the start with a message that
 * names its key.
 */
public record GatewaySettings(
    Duration answerTimeout,
    Duration publishTimeout,
    int maxImageBytes,
    long maxImagePixels,
    Duration heartbeat,
    int clientBuffer,
    int maxClients,
    int replayedMetrics) {

  /** Of one upload that is in memory while it is decoded. */
  private static final int MOST_IMAGE_BYTES = 256 * 1024 * 1024;

  public GatewaySettings {
    atLeast("answer-timeout", answerTimeout, Duration.ofMillis(100));
    atLeast("publish-timeout", publishTimeout, Duration.ofSeconds(1));
    within("pairs.max-image-bytes", maxImageBytes, 1, MOST_IMAGE_BYTES);
    within("pairs.max-image-pixels", maxImagePixels, 1, Integer.MAX_VALUE);
    atLeast("events.heartbeat", heartbeat, Duration.ofMillis(100));
    within("events.replayed-metrics", replayedMetrics, 1, 10_000);
    within("events.client-buffer", clientBuffer, replayedMetrics + 16, 100_000);
    within("events.max-clients", maxClients, 1, 100_000);
  }

  /** The mapped configuration, checked. */
  public static GatewaySettings of(GatewayConfig config) {
    return new GatewaySettings(
        config.answerTimeout(),
        config.publishTimeout(),
        config.pairs().maxImageBytes(),
        config.pairs().maxImagePixels(),
        config.events().heartbeat(),
        config.events().clientBuffer(),
        config.events().maxClients(),
        config.events().replayedMetrics());
  }

  static void atLeast(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "xmcgan.gateway.%s = %s: must be at least %s".formatted(key, value, least));
    }
  }

  static void within(String key, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "xmcgan.gateway.%s = %d: must be %d to %d".formatted(key, value, least, most));
    }
  }
}
