package dev.xmcgan.trainer.replay;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.trainer.replay.TrainingPairReader.Read;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
   * Goes on with a window up to a place in the log. Where it ends early, by an exception, the
   * window says how far it came.
   *
   * @param to for each partition the first offset that does not belong to the past
   * @throws TimeoutException when Kafka falls silent
   */
  public void follow(FollowedWindow window, Map<Integer, Long> to) {
    Map<TopicPartition, Long> from = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    window
        .next()
        .forEach(
            (partition, next) -> {
              if (next < to.get(partition)) {
                from.put(partition(partition), next);
                ends.put(partition(partition), to.get(partition));
              }
            });
    read(from, ends, window.window(), window::reached);
    window.reached(ends);
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(settings.topic(Topic.TRAINING_PAIRS), number);
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
    read(from, before, window, reached -> {});
    LOG.atInfo()
        .addKeyValue("pairs", window.size())
        .log("the replay window was read back from Kafka");
  }

  private void read(
      Map<TopicPartition, Long> from,
      Map<TopicPartition, Long> to,
      ReplayBuffer window,
      Consumer<Map<TopicPartition, Long>> reached) {
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
      read(consumer, ends, window, reached);
    } finally {
      // a fetch that waits at the end of the log would be waited for
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void read(
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      ReplayBuffer window,
      Consumer<Map<TopicPartition, Long>> reached) {
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
      reached.accept(followed(consumer, ends, waiting));
    }
  }

  private static Map<TopicPartition, Long> followed(
      KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends, UnlearnedPairs waiting) {
    Map<TopicPartition, Long> next = new HashMap<>();
    ends.forEach(
        (partition, end) -> next.put(partition, Math.min(end, consumer.position(partition))));
    next.putAll(waiting.firstOffsets());
    return next;
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
