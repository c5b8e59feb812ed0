package dev.xmcgan.lab.bench.load;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Timings;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.ConsumerLoop;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A worker that draws in no time: whatever is asked for, it answers with the same image of noise,
 * in transactions with the offsets as a generator worker does.
 */
public final class InstantWorker implements AutoCloseable {
  /** That it says it draws with. */
  static final String CHECKPOINT = "bench-instant-workers";

  private static final String GROUP = CHECKPOINT;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int EDGE = 64;
  private static final double NANOS = 1e9;

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final ByteBuffer image;
  private final TransactionalProducer transactions;
  private final ConsumerLoop loop;
  private final LongAdder committed = new LongAdder();
  private final LongAdder committing = new LongAdder();

  /** Begins; requests that came before are answered, too. */
  public InstantWorker(KafkaSettings kafka) {
    this.kafka = kafka;
    this.serdes = new AvroSerdes(kafka);
    this.image = ByteBuffer.wrap(noise());
    this.transactions = new TransactionalProducer(kafka, GROUP);
    this.loop = ConsumerLoop.inGroup(GROUP, () -> kafka.consumer(GROUP), this::answer);
    loop.start();
  }

  /** What does not compress is as large as images get. */
  private static byte[] noise() {
    byte[] rgb = new byte[EDGE * EDGE * RgbImage.COLOURS];
    new Random(1).nextBytes(rgb);
    return PngFile.encode(RgbImage.square(EDGE, rgb));
  }

  private void answer(KafkaConsumer<String, byte[]> consumer) {
    consumer.subscribe(List.of(kafka.topic(Topic.CAPTION_REQUESTS)));
    while (loop.goesOn()) {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      if (!records.isEmpty()) {
        answer(records, consumer);
      }
    }
  }

  private void answer(
      ConsumerRecords<String, byte[]> records, KafkaConsumer<String, byte[]> consumer) {
    List<ProducerRecord<String, byte[]>> answers = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value())
          instanceof Decoded.Value<CaptionRequest> request) {
        for (int index = 0; index < request.value().getCount(); index++) {
          answers.add(
              new ProducerRecord<>(
                  kafka.topic(Topic.IMAGE_RESULTS),
                  record.key(),
                  serdes.encode(Topic.IMAGE_RESULTS, result(request.value(), index))));
        }
      }
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    long begin = System.nanoTime();
    transactions.commit(answers, offsets, consumer.groupMetadata());
    committing.add(System.nanoTime() - begin);
    committed.increment();
  }

  /** How many transactions there were so far. */
  public long transactions() {
    return committed.sum();
  }

  /** Seconds that they took so far. */
  public double transactionSeconds() {
    return committing.sum() / NANOS;
  }

  private ImageResult result(CaptionRequest request, int index) {
    return ImageResult.newBuilder()
        .setRequestId(request.getRequestId())
        .setIndex(index)
        .setCount(request.getCount())
        .setCaption(request.getCaption())
        .setImage(image.duplicate())
        .setMediaType("image/png")
        .setWidth(EDGE)
        .setHeight(EDGE)
        .setRequestSeed(1)
        .setSeed(index)
        .setCheckpointId(CHECKPOINT)
        .setWorkerId(GROUP)
        .setTimings(new Timings(0L, 0L, request.getCount()))
        .setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  @Override
  public void close() {
    loop.close();
    transactions.close();
  }
}
