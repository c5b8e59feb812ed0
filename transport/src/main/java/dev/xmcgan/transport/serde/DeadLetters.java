package dev.xmcgan.transport.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.util.Arrays;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Wraps what could not be decoded for {@link Topic#DEAD_LETTERS}: the bytes as they came, and where
 * they came from in the headers (UTF-8 text, the source's own headers before them).
 */
public final class DeadLetters {

  /** Topic the record was read from. */
  public static final String SOURCE_TOPIC = "xmcgan.source.topic";

  /** Partition the record was read from. */
  public static final String SOURCE_PARTITION = "xmcgan.source.partition";

  /** Offset the record was read from. */
  public static final String SOURCE_OFFSET = "xmcgan.source.offset";

  /** The record's timestamp in milliseconds since 1970. */
  public static final String SOURCE_TIMESTAMP = "xmcgan.source.timestamp";

  /** The record's key, if it had one. */
  public static final String SOURCE_KEY = "xmcgan.source.key";

  /** Why it is here, for a person. */
  public static final String REASON = "xmcgan.reason";

  /** The length of the value in bytes, where it was too long to be kept whole. */
  public static final String TRUNCATED_FROM = "xmcgan.truncated-from";

  /** Leaves room for key and headers under the largest record. */
  static final int MAX_VALUE_BYTES = Topic.MAX_RECORD_BYTES - 64 * 1024;

  private static final int MAX_HEADER_BYTES = 1_000;

  private DeadLetters() {}

  /**
   * A dead letter, ready to be sent in the transaction that commits the source's offset.
   *
   * @param raw the value's bytes as they came; empty for a record without value
   */
  public static ProducerRecord<String, byte[]> of(
      KafkaSettings settings, ConsumerRecord<?, ?> source, byte[] raw, String reason) {
    String key =
        String.format(Locale.ROOT, "%s-%d@%d", source.topic(), source.partition(), source.offset());
    boolean tooLong = raw.length > MAX_VALUE_BYTES;
    byte[] value = tooLong ? Arrays.copyOf(raw, MAX_VALUE_BYTES) : raw;
    ProducerRecord<String, byte[]> letter =
        new ProducerRecord<>(settings.topic(Topic.DEAD_LETTERS), key, value);
    Headers headers = letter.headers();
    copySmall(source.headers(), headers);
    put(headers, SOURCE_TOPIC, source.topic());
    put(headers, SOURCE_PARTITION, Integer.toString(source.partition()));
    put(headers, SOURCE_OFFSET, Long.toString(source.offset()));
    put(headers, SOURCE_TIMESTAMP, Long.toString(source.timestamp()));
    if (source.key() != null) {
      put(headers, SOURCE_KEY, source.key().toString());
    }
    put(headers, REASON, reason);
    if (tooLong) {
      put(headers, TRUNCATED_FROM, Integer.toString(raw.length));
    }
    return letter;
  }

  /** Foreign headers are kept as long as they cannot make the letter too large to send. */
  private static void copySmall(Headers from, Headers to) {
    int budget = 16 * 1024;
    for (Header header : from) {
      int length = header.key().length() * 3 + (header.value() == null ? 0 : header.value().length);
      if (length <= budget) {
        budget -= length;
        to.add(header);
      }
    }
  }

  private static void put(Headers headers, String name, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    headers.add(
        name, bytes.length > MAX_HEADER_BYTES ? Arrays.copyOf(bytes, MAX_HEADER_BYTES) : bytes);
  }
}
