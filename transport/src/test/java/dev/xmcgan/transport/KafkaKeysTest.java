package dev.xmcgan.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaKeysTest {

  @Test
  void kafkaKeysPassThroughAlsoFromTheEnvironment() {
    // given
    Map<String, String> settings =
        Map.of(
            "kafka.security.protocol", "SASL_SSL",
            "KAFKA_SASL_MECHANISM", "PLAIN",
            "xmcgan.kafka.bootstrap-servers", "somewhere:9092");

    // when
    Map<String, String> passed =
        KafkaKeys.clientProperties(
            settings.keySet(), name -> Optional.ofNullable(settings.get(name)));

    // then
    assertThat(passed)
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.mechanism", "PLAIN"));
  }

  @Test
  void aServiceIsReachedByTheKeysThatAllHave() {
    // given
    Map<String, String> settings =
        Map.of(
            "xmcgan.kafka.bootstrap-servers", "somewhere:9092",
            "xmcgan.registry.url", "http://registry:8080",
            "xmcgan.topic-prefix", "team.",
            "kafka.security.protocol", "SSL");

    // when, then
    assertThat(read(settings))
        .isEqualTo(
            new KafkaSettings(
                "somewhere:9092",
                "http://registry:8080",
                "team.",
                Map.of("security.protocol", "SSL")));
  }

  @Test
  void whatIsMissingIsNamed() {
    // given
    Map<String, String> registry = Map.of("xmcgan.registry.url", "http://registry:8080");
    Map<String, String> broker = Map.of("xmcgan.kafka.bootstrap-servers", "somewhere:9092");

    // when, then
    assertThatThrownBy(() -> read(registry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.kafka.bootstrap-servers");
    assertThatThrownBy(() -> read(broker))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.registry.url");
  }

  private static KafkaSettings read(Map<String, String> settings) {
    return KafkaKeys.settings(settings.keySet(), name -> Optional.ofNullable(settings.get(name)));
  }
}
