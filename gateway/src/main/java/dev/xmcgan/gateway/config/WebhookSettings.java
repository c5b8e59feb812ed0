package dev.xmcgan.gateway.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How callbacks are made, checked as {@link GatewaySettings} are.
 *
 * @param secret from which those that sign are made; without one there are no callbacks
 * @param privateAddresses whether callbacks may go to private addresses
 * @param attempts after which one is given up
 * @param firstRetry how long after the first attempt the second comes
 * @param timeout of an attempt
 * @param longestRequest how long a request without a deadline is waited for
 */
public record WebhookSettings(
    Optional<String> secret,
    boolean privateAddresses,
    int attempts,
    Duration firstRetry,
    Duration timeout,
    Duration longestRequest) {
  private static final int LEAST_SECRET = 32;

  public WebhookSettings {
    secret
        .filter(text -> text.length() < LEAST_SECRET)
        .ifPresent(
            tooShort -> {
              throw new IllegalArgumentException(
                  "xmcgan.gateway.webhooks.secret = …: must have at least %d characters"
                      .formatted(LEAST_SECRET));
            });
    GatewaySettings.within("webhooks.attempts", attempts, 1, 100);
    GatewaySettings.atLeast("webhooks.first-retry", firstRetry, Duration.ofMillis(10));
    GatewaySettings.atLeast("webhooks.timeout", timeout, Duration.ofMillis(100));
  }

  /** The mapped configuration, checked. */
  public static WebhookSettings of(GatewayConfig config) {
    GatewayConfig.Webhooks webhooks = config.webhooks();
    return new WebhookSettings(
        webhooks.secret(),
        webhooks.privateAddresses(),
        webhooks.attempts(),
        webhooks.firstRetry(),
        webhooks.timeout(),
        config.requests().timeout());
  }

  /** Whether there are callbacks. */
  public boolean isOn() {
    return secret.isPresent();
  }

  @Override
  public String toString() {
    return "WebhookSettings[on=%s]".formatted(isOn());
  }
}
