package dev.xmcgan.trainer.gate;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.trainer.replay.PairPosition;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest held-out pairs on training-pairs. Reads on only when asked, and never further back
 * than it takes to find enough: what is older does not matter. One thread's.
 */
public final class NewestHeldOutPairs implements HeldOutPairs {
  private static final Logger LOG = LoggerFactory.getLogger(NewestHeldOutPairs.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Offsets read per held-out pair that is expected among them: chance, and transactions' ends. */
  private static final int OFFSETS_PER_EXPECTED = 4;

  private static final double SMALLEST_SHARE = 0.005;

  private record Found(PairPosition position, HeldOutPair pair) {}

  private final AvroSerdes serdes;
  private final String topic;
  private final int most;
  private final double share;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<String, Found> byPairId = new HashMap<>();

  /**
   * @param most pairs kept
   * @param share of all pairs that is held out
   */
  public NewestHeldOutPairs(
      KafkaSettings settings, AvroSerdes serdes, String clientId, int most, double share) {
    this.serdes = serdes;
    this.topic = settings.topic(Topic.TRAINING_PAIRS);
    this.most = most;
    this.share = Math.max(SMALLEST_SHARE, share);
    this.consumer =
        new KafkaConsumer<>(
            settings.reader(clientId), new StringDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public HeldOutSet newest() throws InterruptedException {
    try {
      readToEnd();
    } catch (InterruptException e) {
      throw new InterruptedException("interrupted while held-out pairs were read");
    }
    return new HeldOutSet(
        byPairId.values().stream()
            .sorted(Comparator.comparing(Found::position))
            .map(Found::pair)
            .toList());
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void readToEnd() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long stretch = (long) Math.ceil(OFFSETS_PER_EXPECTED * most / (share * partitions.size()));
    for (TopicPartition partition : partitions) {
      long oldest = Math.max(starts.get(partition), ends.get(partition) - stretch);
      consumer.seek(partition, Math.max(oldest, next.getOrDefault(partition, 0L)));
    }
    long lastProgress = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      var records = consumer.poll(POLL);
      records.forEach(this::take);
      trim();
      if (!records.isEmpty()) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new TimeoutException("no answer from Kafka while held-out pairs were read");
      }
    }
    partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    // what cannot be decoded is the training's to report
    if (serdes.decode(Topic.TRAINING_PAIRS, TrainingPair.class, record.value())
        instanceof Decoded.Value<TrainingPair> decoded) {
      read(record, decoded.value()).ifPresent(found -> byPairId.put(found.pair.pairId(), found));
    }
  }

  private static Optional<Found> read(ConsumerRecord<?, ?> record, TrainingPair pair) {
    List<String> captions =
        pair.getCaptions().stream().filter(caption -> !caption.isBlank()).toList();
    if (pair.getSplit() != Split.HELD_OUT || captions.isEmpty()) {
      return Optional.empty();
    }
    try {
      ByteBuffer buffer = pair.getImage().duplicate();
      byte[] png = new byte[buffer.remaining()];
      buffer.get(png);
      var image = PngFile.decode(png);
      String caption = captions.get(Math.floorMod(pair.getPairId().hashCode(), captions.size()));
      return Optional.of(
          new Found(
              new PairPosition(
                  record.timestamp(),
                  new TopicPartition(record.topic(), record.partition()),
                  record.offset()),
              new HeldOutPair(pair.getPairId(), caption, image, pair.getContentHash())));
    } catch (IOException | RuntimeException e) {
      LOG.warn("Held-out pair {} cannot be read: {}", pair.getPairId(), e.getMessage());
      return Optional.empty();
    }
  }

  private void trim() {
    if (byPairId.size() > most) {
      byPairId.values().stream()
          .sorted(Comparator.comparing(Found::position))
          .limit(byPairId.size() - most)
          .map(found -> found.pair.pairId())
          .toList()
          .forEach(byPairId::remove);
    }
  }
}
