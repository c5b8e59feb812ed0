package dev.xmcgan.trainer.curation;

import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.DeadLetters;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles exceptions that the processors did not: the record at fault goes to dead-letters, in the
 * same transaction, and the stream goes on. Trouble that is not the record's fault (a registry that
 * is down, a broker that is away) stops the thread instead, so that nothing is skipped; it is
 * replaced and tries again. So does a record that the broker finds too large: the transaction
 * cannot go on after it, and the second time it is rejected ({@link UnproducibleRecords}).
 */
public final class StreamsExceptionHandler
    implements DeserializationExceptionHandler,
        ProcessingExceptionHandler,
        ProductionExceptionHandler {
  /** Configuration key under which the {@link KafkaSettings} are handed over. */
  static final String SETTINGS = "xmcgan.curation.settings";

  /** Configuration key under which the {@link UnproducibleRecords} are handed over. */
  static final String UNPRODUCIBLE = "xmcgan.curation.unproducible";

  private static final Logger LOG = LoggerFactory.getLogger(StreamsExceptionHandler.class);

  private KafkaSettings settings;
  private UnproducibleRecords unproducible;

  @Override
  public void configure(Map<String, ?> configs) {
    settings = (KafkaSettings) configs.get(SETTINGS);
    unproducible = (UnproducibleRecords) configs.get(UNPRODUCIBLE);
  }

  @Override
  public DeserializationExceptionHandler.Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
    return isOutage(failure)
        ? DeserializationExceptionHandler.Response.fail()
        : DeserializationExceptionHandler.Response.resume(letter(context, failure));
  }

  @Override
  public ProcessingExceptionHandler.Response handleError(
      ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
    return isOutage(failure)
        ? ProcessingExceptionHandler.Response.fail()
        : ProcessingExceptionHandler.Response.resume(letter(context, failure));
  }

  @Override
  public ProductionExceptionHandler.Response handleError(
      ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception failure) {
    if (failure instanceof RecordTooLargeException && record.key() != null) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("key", key)
          .log("the broker takes no record as large; it is read again and rejected");
      unproducible.add(record.topic(), key);
    }
    return ProductionExceptionHandler.Response.fail();
  }

  @Override
  @SuppressWarnings("rawtypes") // as the interface has it
  public ProductionExceptionHandler.Response handleSerializationError(
      ErrorHandlerContext context,
      ProducerRecord record,
      Exception failure,
      SerializationExceptionOrigin origin) {
    return failure instanceof SerializationException && !isOutage(failure)
        ? ProductionExceptionHandler.Response.resume(letter(context, failure))
        : ProductionExceptionHandler.Response.fail();
  }

  private static boolean isOutage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RegistryUnavailableException) {
        return true;
      }
    }
    return false;
  }

  private List<ProducerRecord<byte[], byte[]>> letter(
      ErrorHandlerContext context, Exception failure) {
    LOG.atError()
        .setCause(failure)
        .addKeyValue("topic", context.topic())
        .addKeyValue("partition", context.partition())
        .addKeyValue("offset", context.offset())
        .log("a record could not be curated, it goes to dead-letters");
    byte[] key = context.sourceRawKey();
    byte[] value = context.sourceRawValue();
    var source =
        new ConsumerRecord<>(
            context.topic(),
            context.partition(),
            context.offset(),
            context.timestamp(),
            TimestampType.CREATE_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            key == null ? null : new String(key, StandardCharsets.UTF_8),
            value,
            context.headers(),
            Optional.empty());
    ProducerRecord<String, byte[]> letter =
        DeadLetters.of(settings, source, value == null ? new byte[0] : value, failure.toString());
    return List.of(
        new ProducerRecord<>(
            letter.topic(),
            null,
            letter.key().getBytes(StandardCharsets.UTF_8),
            letter.value(),
            letter.headers()));
  }
}
