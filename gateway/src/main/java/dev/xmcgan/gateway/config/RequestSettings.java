package dev.xmcgan.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How requests are taken, checked as {@link GatewaySettings} are.
 *
 * @param answerTimeout how long a caller may wait in one call
 * @param timeout for how long a request that nobody waits for stays good
 * @param maxQueuedImages most images that may be asked for and not drawn
 * @param idempotencyKeys how many are remembered
 * @param urlLifetime how long the URL of an image is good
 * @param publicUrl what URLs begin with; empty = as the caller addressed the gateway
 */
public record RequestSettings(
    Duration answerTimeout,
    Duration timeout,
    int maxQueuedImages,
    int idempotencyKeys,
    Duration urlLifetime,
    Optional<URI> publicUrl) {

  public RequestSettings {
    GatewaySettings.atLeast("requests.timeout", timeout, answerTimeout);
    GatewaySettings.within("requests.max-queued-images", maxQueuedImages, 10, 1_000_000);
    GatewaySettings.within("requests.idempotency-keys", idempotencyKeys, 1, 1_000_000);
    GatewaySettings.atLeast("requests.url-lifetime", urlLifetime, Duration.ofSeconds(1));
  }

  /** The mapped configuration, checked. */
  public static RequestSettings of(GatewayConfig config) {
    return new RequestSettings(
        config.answerTimeout(),
        config.requests().timeout(),
        config.requests().maxQueuedImages(),
        config.requests().idempotencyKeys(),
        config.requests().urlLifetime(),
        config.http().publicUrl());
  }
}
