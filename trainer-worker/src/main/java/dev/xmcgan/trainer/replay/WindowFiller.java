package dev.xmcgan.trainer.replay;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a replay window with what was learned before a restart: reads training-pairs backwards from
 * the committed offsets, a stretch of each partition at a time, until the window is full or the
 * topic's start is reached.
 */
public final class WindowFiller {
  private static final Logger LOG = LoggerFactory.getLogger(WindowFiller.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SHORTEST_STRETCH = 64;

  private final KafkaSettings settings;
  private final TrainingPairReader reader;
  private final String clientId;

  public WindowFiller(KafkaSettings settings, TrainingPairReader reader, String clientId) {
    this.settings = settings;
    this.reader = reader;
    this.clientId = clientId;
  }

  /**
   * Adds the newest pairs before the given offsets.
   *
   * @param before for each partition the first offset that does not belong to the past
   * @throws TimeoutException when Kafka falls silent
   */
  public void fill(ReplayWindow window, Map<TopicPartition, Long> before) {
    if (before.isEmpty()) {
      return;
    }
    try (var consumer =
        new KafkaConsumer<>(
            settings.reader(clientId), new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(before.keySet());
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(before.keySet());
      Map<TopicPartition, Long> to = clipped(before, consumer.endOffsets(before.keySet()));
      // pairs lie one to two offsets apart (a transaction's end takes one), some are held out
      long stretch = Math.max(SHORTEST_STRETCH, 3L * window.capacity() / (2L * before.size()));
      while (!window.isFull() && isAnythingLeft(starts, to)) {
        Map<TopicPartition, Long> from = new HashMap<>();
        to.forEach(
            (partition, end) ->
                from.put(partition, Math.max(starts.get(partition), end - stretch)));
        read(consumer, from, to, window);
        to = from;
      }
    }
    LOG.info("The replay window has {} pairs read back from Kafka", window.size());
  }

  private void read(
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      ReplayWindow window) {
    from.forEach(consumer::seek);
    long lastProgress = System.nanoTime();
    while (to.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
      for (ConsumerRecord<String, byte[]> record : records) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < to.get(partition)
            && reader.read(record) instanceof TrainingPairReader.Read.ToLearn toLearn) {
          window.add(toLearn.pair());
        }
      }
      if (!records.isEmpty()) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "no answer from Kafka while the replay window was read back up to " + to);
      }
    }
  }

  private static boolean isAnythingLeft(
      Map<TopicPartition, Long> starts, Map<TopicPartition, Long> to) {
    return to.entrySet().stream().anyMatch(end -> end.getValue() > starts.get(end.getKey()));
  }

  /** A topic made anew may be shorter than what was once committed. */
  private static Map<TopicPartition, Long> clipped(
      Map<TopicPartition, Long> offsets, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> clipped = new HashMap<>();
    offsets.forEach(
        (partition, offset) -> clipped.put(partition, Math.min(offset, ends.get(partition))));
    return clipped;
  }
}
