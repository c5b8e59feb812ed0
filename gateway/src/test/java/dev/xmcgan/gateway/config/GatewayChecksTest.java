package dev.xmcgan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayChecksTest {

  @Test
  void theDefaultsWork() {
    // given
    GatewayConfig config = GatewayConfigs.of(Map.of());

    // when
    GatewayChecks.check(config);

    // then
    assertThat(config.answerTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.pairs().maxImageBytes()).isEqualTo(32 * 1024 * 1024);
    assertThat(config.pairs().maxImagePixels()).isEqualTo(50_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "answer-timeout, 0s",
    "publish-timeout, 10ms",
    "pairs.max-image-bytes, 0",
    "pairs.max-image-pixels, 0",
    "pairs.min-image-edge, 0",
    "pairs.min-image-content, 1.5",
    "pairs.max-uploads, 0",
    "events.heartbeat, 1ms",
    "events.client-buffer, 1",
    "events.max-clients, 0",
    "events.replayed-metrics, -1",
    "checkpoints.max-bytes, 0",
    "checkpoints.max-transfers, 0",
    "http.header-timeout, 0s",
    "http.body-timeout, 0s",
    "http.read-timeout, 0s",
    "http.max-body-memory, 1000",
    "http.max-answer-memory, 1000",
    "requests.timeout, 10s",
    "requests.max-queued-images, 9",
    "requests.idempotency-keys, 0",
    "requests.url-lifetime, 0s",
    "keys.images-per-minute, 9",
    "keys.open-requests, -1",
    "keys.queue-share, 0",
    "keys.queue-share, 1.5",
    "webhooks.secret, too short",
    "webhooks.attempts, 0",
    "webhooks.first-retry, 0s",
    "webhooks.timeout, 0s",
  })
  void whatCannotWorkIsRefusedByName(String key, String value) {
    GatewayConfig config = GatewayConfigs.of(Map.of(key, value));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> GatewayChecks.check(config))
        .withMessageContaining("xmcgan.gateway." + key + " = ")
        .withMessageNotContaining("too short");
  }
}
