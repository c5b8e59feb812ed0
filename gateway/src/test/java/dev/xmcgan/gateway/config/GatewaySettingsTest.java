package dev.xmcgan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewaySettingsTest {

  @Test
  void theDefaultsWork() {
    // when
    GatewaySettings settings = settings(Map.of());

    // then
    assertThat(settings.answerTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.maxImageBytes()).isEqualTo(32 * 1024 * 1024);
    assertThat(settings.maxImagePixels()).isEqualTo(50_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.answer-timeout, 0s",
    "xmcgan.gateway.publish-timeout, 10ms",
    "xmcgan.gateway.pairs.max-image-bytes, 0",
    "xmcgan.gateway.pairs.max-image-pixels, 0",
    "xmcgan.gateway.events.heartbeat, 1ms",
    "xmcgan.gateway.events.client-buffer, 1",
    "xmcgan.gateway.events.max-clients, 0",
    "xmcgan.gateway.events.replayed-metrics, -1",
  })
  void whatCannotWorkIsRefusedByName(String key, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(Map.of(key, value)))
        .withMessageContaining(key + " = ");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.pairs.min-image-edge, 0",
    "xmcgan.gateway.pairs.min-image-content, 1.5",
  })
  void limitsOfPairsThatCannotWorkAreRefusedByName(String key, String value) {
    GatewayConfig config = config(Map.of(key, value)).getConfigMapping(GatewayConfig.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PairSettings.of(config.pairs()))
        .withMessageContaining(key + " = ");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.checkpoints.max-bytes, 0",
    "xmcgan.gateway.checkpoints.max-transfers, 0",
  })
  void transfersThatCannotWorkAreRefusedByName(String key, String value) {
    GatewayConfig config = config(Map.of(key, value)).getConfigMapping(GatewayConfig.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TransferSettings.of(config.checkpoints()))
        .withMessageContaining(key + " = ");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.http.header-timeout, 0s",
    "xmcgan.gateway.http.body-timeout, 0s",
    "xmcgan.gateway.http.read-timeout, 0s",
    "xmcgan.gateway.http.max-body-memory, 1000",
    "xmcgan.gateway.http.max-answer-memory, 1000",
    "xmcgan.gateway.pairs.max-uploads, 0",
  })
  void limitsOfCallersThatCannotWorkAreRefusedByName(String key, String value) {
    GatewayConfig config = config(Map.of(key, value)).getConfigMapping(GatewayConfig.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpSettings.of(config))
        .withMessageContaining(key + " = ");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.requests.timeout, 10s",
    "xmcgan.gateway.requests.max-queued-images, 9",
    "xmcgan.gateway.requests.idempotency-keys, 0",
    "xmcgan.gateway.requests.url-lifetime, 0s",
  })
  void requestsThatCannotWorkAreRefusedByName(String key, String value) {
    GatewayConfig config = config(Map.of(key, value)).getConfigMapping(GatewayConfig.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RequestSettings.of(config))
        .withMessageContaining(key + " = ");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.keys.images-per-minute, 9",
    "xmcgan.gateway.keys.open-requests, -1",
    "xmcgan.gateway.keys.queue-share, 0",
    "xmcgan.gateway.keys.queue-share, 1.5",
  })
  void limitsOfKeysThatCannotWorkAreRefusedByName(String key, String value) {
    GatewayConfig config = config(Map.of(key, value)).getConfigMapping(GatewayConfig.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeyLimits.of(config.keys()))
        .withMessageContaining(key + " = ");
  }

  @ParameterizedTest
  @CsvSource({
    "xmcgan.gateway.webhooks.secret, too short",
    "xmcgan.gateway.webhooks.attempts, 0",
    "xmcgan.gateway.webhooks.first-retry, 0s",
    "xmcgan.gateway.webhooks.timeout, 0s",
  })
  void webhooksThatCannotWorkAreRefusedByName(String key, String value) {
    GatewayConfig config = config(Map.of(key, value)).getConfigMapping(GatewayConfig.class);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> WebhookSettings.of(config))
        .withMessageContaining(key + " = ")
        .withMessageNotContaining("too short");
  }

  private static GatewaySettings settings(Map<String, String> properties) {
    return GatewaySettings.of(config(properties).getConfigMapping(GatewayConfig.class));
  }

  private static SmallRyeConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withConverter(
            Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .withMapping(GatewayConfig.class)
        .build();
  }
}
