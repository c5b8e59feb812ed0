package dev.xmcgan.transport.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private static final KafkaSettings SETTINGS =
      new KafkaSettings("broker:9092", "http://registry:8080", "p-", Map.of());

  @Test
  void aLetterHoldsTheBytesAndWhereTheyCameFrom() {
    // given
    byte[] raw = {9, 9, 9};

    // when
    ProducerRecord<String, byte[]> letter =
        DeadLetters.of(SETTINGS, source(new RecordHeaders()), raw, "no Confluent framing");

    // then
    assertThat(letter.topic()).isEqualTo("p-dead-letters");
    assertThat(letter.key()).isEqualTo("p-caption-requests-3@42");
    assertThat(letter.value()).isEqualTo(raw);
    assertThat(header(letter, DeadLetters.SOURCE_TOPIC)).isEqualTo("p-caption-requests");
    assertThat(header(letter, DeadLetters.SOURCE_PARTITION)).isEqualTo("3");
    assertThat(header(letter, DeadLetters.SOURCE_OFFSET)).isEqualTo("42");
    assertThat(header(letter, DeadLetters.SOURCE_TIMESTAMP)).isEqualTo("1000");
    assertThat(header(letter, DeadLetters.SOURCE_KEY)).isEqualTo("key");
    assertThat(header(letter, DeadLetters.REASON)).isEqualTo("no Confluent framing");
    assertThat(letter.headers().lastHeader(DeadLetters.TRUNCATED_FROM)).isNull();
  }

  @Test
  void theSourcesHeadersTravelAlong() {
    // given
    Headers headers =
        new RecordHeaders().add("traceparent", "00-1".getBytes(StandardCharsets.UTF_8));

    // when
    ProducerRecord<String, byte[]> letter =
        DeadLetters.of(SETTINGS, source(headers), new byte[0], "reason");

    // then
    assertThat(header(letter, "traceparent")).isEqualTo("00-1");
  }

  @Test
  void aLetterNeverGetsTooLargeToSend() {
    // given the largest record there can be, with large headers
    Headers headers = new RecordHeaders().add("large", new byte[1 << 20]);
    byte[] raw = new byte[Topic.MAX_RECORD_BYTES];

    // when
    ProducerRecord<String, byte[]> letter =
        DeadLetters.of(SETTINGS, source(headers), raw, "x".repeat(1 << 20));

    // then
    long size = letter.key().length() + letter.value().length;
    for (var header : letter.headers()) {
      size += header.key().length() + header.value().length;
    }
    assertThat(size).isLessThan(Topic.MAX_RECORD_BYTES - 16 * 1024);
    assertThat(header(letter, DeadLetters.TRUNCATED_FROM))
        .isEqualTo(Integer.toString(Topic.MAX_RECORD_BYTES));
  }

  private static ConsumerRecord<String, String> source(Headers headers) {
    return new ConsumerRecord<>(
        "p-caption-requests",
        3,
        42,
        1_000,
        TimestampType.CREATE_TIME,
        3,
        0,
        "key",
        null,
        headers,
        Optional.empty());
  }

  private static String header(ProducerRecord<String, byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
