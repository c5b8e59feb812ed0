package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What records say. Those that cannot be decoded are passed over, but each of them is told and
 * counted once, however often it is read: a search reads the same records for every caller who
 * asks.
 */
@Singleton
public final class RecordValues {
  private static final Logger LOG = LoggerFactory.getLogger(RecordValues.class);

  /** Places that are remembered; the oldest are forgotten, and told again. */
  private static final int MOST = 10_000;

  private final AvroSerdes serdes;
  private final GatewayMetrics metrics;
  private final Map<String, Boolean> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST;
        }
      };

  public RecordValues(AvroSerdes serdes, GatewayMetrics metrics) {
    this.serdes = serdes;
    this.metrics = metrics;
  }

  /** What a record of a topic says; empty where it has no value, or one that cannot be decoded. */
  public <T extends SpecificRecord> Optional<T> of(
      Topic topic, Class<T> type, ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    Decoded<T> decoded = serdes.decode(topic, type, record.value());
    if (decoded instanceof Decoded.Value<T> value) {
      return Optional.of(value.value());
    } else if (decoded instanceof Decoded.Undecodable<T> undecodable) {
      tell(record, undecodable.reason());
      return Optional.empty();
    }
    throw new IllegalStateException("no such outcome: " + decoded);
  }

  private synchronized void tell(ConsumerRecord<String, byte[]> record, String reason) {
    String place = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    if (told.put(place, true) == null) {
      metrics.recordUndecodable();
      LOG.atWarn()
          .addKeyValue("key", record.key())
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", reason)
          .log("passed over a record that cannot be decoded");
    }
  }
}
