package dev.xmcgan.gateway.config;

import dev.xmcgan.gateway.config.GatewayConfig.KeyUse;
import java.time.Duration;
import java.util.List;

/**
 * What callers may do to the gateway, checked as {@link GatewaySettings} are.
 *
 * @param hosts names under which it may be addressed beside those of the loopback
 * @param keys who needs a key
 * @param headerTimeout for the headers of a request to come in
 * @param bodyTimeout for a body to come in; archives must keep a pace instead
 * @param answerTimeout for a client to read something of what it was sent
 * @param maxBodyMemory bytes of all bodies in memory together
 * @param maxAnswerMemory bytes of all images that clients have yet to read
 * @param maxUploads pairs on their way at once
 */
public record HttpSettings(
    List<String> hosts,
    KeyUse keys,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration answerTimeout,
    long maxBodyMemory,
    long maxAnswerMemory,
    int maxUploads) {
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final long LEAST_MEMORY = 1 << 20;
  private static final long MOST_MEMORY = 1L << 36;

  public HttpSettings {
    hosts = List.copyOf(hosts);
    GatewaySettings.atLeast("http.header-timeout", headerTimeout, SHORTEST);
    GatewaySettings.atLeast("http.body-timeout", bodyTimeout, SHORTEST);
    GatewaySettings.atLeast("http.read-timeout", answerTimeout, SHORTEST);
    GatewaySettings.within("http.max-body-memory", maxBodyMemory, LEAST_MEMORY, MOST_MEMORY);
    GatewaySettings.within("http.max-answer-memory", maxAnswerMemory, LEAST_MEMORY, MOST_MEMORY);
    GatewaySettings.within("pairs.max-uploads", maxUploads, 1, 10_000);
  }

  /** The mapped configuration, checked. */
  public static HttpSettings of(GatewayConfig config) {
    return new HttpSettings(
        config.http().hosts().orElse(List.of()),
        config.http().keys(),
        config.http().headerTimeout(),
        config.http().bodyTimeout(),
        config.http().readTimeout(),
        config.http().maxBodyMemory(),
        config.http().maxAnswerMemory(),
        config.pairs().maxUploads());
  }
}
