package dev.xmcgan.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {

  private static KafkaSettings settings(Map<String, String> clientProperties) {
    return new KafkaSettings("broker:9092", "http://registry:8080/", "team.", clientProperties);
  }

  @Test
  void thePrefixGoesBeforeTopicsGroupsAndIds() {
    // given
    KafkaSettings settings = settings(Map.of());

    // when, then
    assertThat(settings.topic(Topic.RELEASES)).isEqualTo("team.releases");
    assertThat(settings.consumer("trainer")).containsEntry("group.id", "team.trainer");
    assertThat(settings.transactionalProducer("worker-1", Duration.ofSeconds(15)))
        .containsEntry("transactional.id", "team.worker-1");
    assertThat(settings.streams("curation", Path.of("state")))
        .containsEntry("application.id", "team.curation");
  }

  @Test
  void everyConfigurationIsOneThatItsClientAccepts() {
    // given
    KafkaSettings settings = settings(Map.of("kafka.security.protocol", "SSL"));
    Map<String, Object> producer = settings.transactionalProducer("t", Duration.ofSeconds(15));
    Map<String, Object> consumer = settings.consumer("g");
    producer.put("key.serializer", ByteArraySerializer.class);
    producer.put("value.serializer", ByteArraySerializer.class);
    consumer.put("key.deserializer", ByteArrayDeserializer.class);
    consumer.put("value.deserializer", ByteArrayDeserializer.class);

    // when
    ProducerConfig checkedProducer = new ProducerConfig(producer);
    ConsumerConfig checkedConsumer = new ConsumerConfig(consumer);

    // then
    assertThat(checkedProducer.getInt("delivery.timeout.ms"))
        .isLessThan(checkedProducer.getInt("transaction.timeout.ms"));
    assertThat(checkedProducer.getString("security.protocol")).isEqualTo("SSL");
    assertThat(checkedConsumer.getString("group.protocol")).isEqualTo("consumer");
  }

  @Test
  void clientPropertiesTuneButDoNotBreakThePromises() {
    // given
    KafkaSettings settings =
        settings(
            Map.of(
                "kafka.linger.ms", "20",
                "acks", "1",
                "enable.idempotence", "false",
                "isolation.level", "read_uncommitted",
                "enable.auto.commit", "true",
                "bootstrap.servers", "elsewhere:9092"));

    // when
    Map<String, Object> producer = settings.producer("p");
    Map<String, Object> consumer = settings.consumer("g");

    // then
    assertThat(producer)
        .containsEntry("linger.ms", "20")
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("bootstrap.servers", "broker:9092");
    assertThat(consumer)
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("bootstrap.servers", "broker:9092");
  }

  @Test
  void aReaderBelongsToNoGroup() {
    // given
    KafkaSettings settings = settings(Map.of("group.protocol", "consumer", "group.id", "x"));

    // when, then
    assertThat(settings.reader("r")).doesNotContainKeys("group.id", "group.protocol");
  }

  @Test
  void theSlashAfterTheRegistryGoes() {
    assertThat(settings(Map.of()).registryUrl()).isEqualTo("http://registry:8080");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "registry:8080", "ftp://registry", "http://", "http://a b"})
  void aRegistryThatIsNoUrlIsNamed(String url) {
    assertThatThrownBy(() -> new KafkaSettings("broker:9092", url, "", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.registry.url");
  }

  @Test
  void aPrefixThatNoTopicMayHaveIsNamed() {
    assertThatThrownBy(() -> new KafkaSettings("broker:9092", "http://registry", "a/b", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.topic-prefix 'a/b'");
  }
}
