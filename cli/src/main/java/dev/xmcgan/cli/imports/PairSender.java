package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.progress.Progress;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Sends pairs, keyed by their id, acknowledged by all in-sync replicas. What is in flight is
 * bounded by the producer's buffer: a full one makes {@link #send} wait.
 */
final class PairSender implements AutoCloseable {
  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final KafkaProducer<String, byte[]> producer;
  private final AtomicLong stored = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  PairSender(KafkaSettings settings) {
    this.settings = settings;
    this.serdes = new AvroSerdes(settings);
    this.producer =
        new KafkaProducer<>(
            settings.producer("importer"), new StringSerializer(), new ByteArraySerializer());
  }

  /** Hands a pair over; what is too large for a record is skipped. */
  void send(CaptionedImage pair, SkippedPairs skipped, Progress progress) {
    requireNoFailure();
    ProducerRecord<String, byte[]> record;
    try {
      record =
          new ProducerRecord<>(
              settings.topic(Topic.IMAGE_TEXT_PAIRS),
              pair.id(),
              serdes.encode(Topic.IMAGE_TEXT_PAIRS, record(pair)));
      producer.send(
          record,
          (metadata, exception) -> {
            if (exception == null) {
              stored.incrementAndGet();
            } else if (exception instanceof RecordTooLargeException) {
              skipped.add(pair.id() + ": too large for a record: " + exception.getMessage());
            } else {
              failure.compareAndSet(null, exception);
            }
            progress.step();
          });
    } catch (KafkaException e) {
      throw CommandException.failed("Kafka does not take pairs: " + e.getMessage(), e);
    }
  }

  /** Waits until all are stored; says how many. */
  long finish() {
    producer.flush();
    requireNoFailure();
    return stored.get();
  }

  @Override
  public void close() {
    producer.close();
  }

  private void requireNoFailure() {
    Exception first = failure.get();
    if (first != null) {
      throw CommandException.failed(
          String.format(
              "Kafka took %d pairs and then no more: %s; import again to go on",
              stored.get(), first.getMessage()),
          first);
    }
  }

  private static ImageTextPair record(CaptionedImage pair) {
    return ImageTextPair.newBuilder()
        .setPairId(pair.id())
        .setCaptions(pair.captions())
        .setImage(ByteBuffer.wrap(pair.image()))
        .setSource(pair.source())
        .setMetadata(pair.metadata())
        .build();
  }
}
