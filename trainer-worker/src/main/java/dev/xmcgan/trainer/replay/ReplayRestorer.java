package dev.xmcgan.trainer.replay;

import dev.xmcgan.trainer.replay.TrainingPairReader.Read;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills a replay window with what was learned before a restart, from the log. */
public final class ReplayRestorer {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayRestorer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SHORTEST_STRETCH = 64;

  /** Pairs of a partition held in memory while those of others come first. */
  private static final int AHEAD = 64;

  private final KafkaSettings settings;
  private final TrainingPairReader reader;
  private final String clientId;

  public ReplayRestorer(KafkaSettings settings, TrainingPairReader reader, String clientId) {
    this.settings = settings;
    this.reader = reader;
    this.clientId = clientId;
  }

  /**
   * Puts exactly the window back that a checkpoint had.
   *
   * @param place where its pairs lie
   * @param next for each partition the first offset that does not belong to the past
   * @throws TimeoutException when Kafka falls silent
   */
  public void restore(ReplayBuffer window, WindowPlace place, Map<TopicPartition, Long> next) {
    Map<TopicPartition, Long> from = new HashMap<>();
    next.keySet().stream()
        .filter(partition -> place.first().containsKey(partition.partition()))
        .forEach(partition -> from.put(partition, place.first().get(partition.partition())));
    read(from, next, window);
    LOG.atInfo()
        .addKeyValue("pairs", window.size())
        .log("the replay window has the pairs of the checkpoint");
  }

  /**
   * Adds about as many pairs as fit from before the given offsets, where no checkpoint says which.
   *
   * @param before for each partition the first offset that does not belong to the past
   * @throws TimeoutException when Kafka falls silent
   */
  public void fill(ReplayBuffer window, Map<TopicPartition, Long> before) {
    if (before.isEmpty()) {
      return;
    }
    // pairs lie one to two offsets apart (a transaction's end takes one), some are held out
    long stretch = Math.max(SHORTEST_STRETCH, 3L * window.capacity() / (2L * before.size()));
    Map<TopicPartition, Long> from = new HashMap<>();
    before.forEach((partition, end) -> from.put(partition, Math.max(0, end - stretch)));
    read(from, before, window);
    LOG.atInfo()
        .addKeyValue("pairs", window.size())
        .log("the replay window was read back from Kafka");
  }

  private void read(
      Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, ReplayBuffer window) {
    if (from.isEmpty()) {
      return;
    }
    var consumer = KafkaClients.consumer(settings.reader(clientId));
    try {
      consumer.assign(from.keySet());
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(from.keySet());
      from.forEach(
          (partition, first) -> consumer.seek(partition, Math.max(first, starts.get(partition))));
      // a topic made anew may be shorter than what was once committed
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(from.keySet()));
      ends.replaceAll((partition, end) -> Math.min(end, to.get(partition)));
      read(consumer, ends, window);
    } finally {
      // a fetch that waits at the end of the log would be waited for
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void read(
      KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> ends, ReplayBuffer window) {
    var waiting = new UnlearnedPairs(ends.keySet());
    long lastProgress = System.nanoTime();
    Set<TopicPartition> finished = finished(consumer, ends);
    while (finished.size() < ends.size()) {
      consumer.resume(consumer.paused());
      consumer.pause(waiting.partitionsWith(AHEAD));
      ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
      for (ConsumerRecord<String, byte[]> record : records) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.get(partition)) {
          entry(record).ifPresent(entry -> waiting.add(entry, Instant.EPOCH));
        }
      }
      if (!records.isEmpty()) {
        lastProgress = System.nanoTime();
      } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
        throw new TimeoutException(
            "no answer from Kafka while the replay window was read back up to " + ends);
      }
      finished = finished(consumer, ends);
      waiting.endedAt(finished);
      waiting.takeWhile(entry -> true).forEach(window::follow);
    }
  }

  private Optional<LogEntry> entry(ConsumerRecord<String, byte[]> record) {
    Read read = reader.read(record);
    if (read instanceof Read.ToLearn toLearn) {
      return Optional.of(toLearn.pair());
    } else if (read instanceof Read.Gone gone) {
      return Optional.of(gone.pair());
    } else if (read instanceof Read.Unreadable) {
      return Optional.empty();
    }
    throw new IllegalStateException("a record that is " + read);
  }

  private static Set<TopicPartition> finished(
      KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.keySet().stream()
        .filter(partition -> consumer.position(partition) >= ends.get(partition))
        .collect(Collectors.toSet());
  }
}
