package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.ImportProgress;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Where earlier runs of imports stopped, as {@code import-progress} tells. */
final class ImportedPlace {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;

  ImportedPlace(KafkaSettings settings) {
    this.settings = settings;
    this.serdes = new AvroSerdes(settings);
  }

  /**
   * Asks for the topics, so that an import into nowhere ends at once.
   *
   * @throws CommandException when Kafka does not answer or lacks one
   */
  void requireTopics() throws InterruptedException {
    List<String> topics =
        List.of(settings.topic(Topic.IMAGE_TEXT_PAIRS), settings.topic(Topic.IMPORT_PROGRESS));
    try (Admin admin = Admin.create(settings.admin())) {
      admin
          .describeTopics(topics)
          .allTopicNames()
          .get(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw CommandException.failed(
            "Kafka lacks one of the topics %s; ./xmcgan provision makes them".formatted(topics), e);
      }
      throw unanswered(e);
    } catch (TimeoutException e) {
      throw unanswered(e);
    }
  }

  /**
   * What earlier runs have stored of this import. Another import's transaction that is still open
   * hides what was committed behind it, so this waits for its end.
   */
  PairTransactions.Count of(String importId) {
    PairTransactions.Count last = PairTransactions.Count.NONE;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<String, byte[]> committed = consumer("read_committed")) {
      Map<TopicPartition, Long> ends = ends(committed.assignment());
      while (ends.entrySet().stream().anyMatch(end -> isBehind(committed, end))) {
        if (System.nanoTime() > deadline) {
          throw CommandException.failed(
              "Kafka did not tell within %d s where the last import stopped"
                  .formatted(PATIENCE.toSeconds()));
        }
        for (ConsumerRecord<String, byte[]> record : committed.poll(POLL)) {
          if (importId.equals(record.key())) {
            last = count(record);
          }
        }
      }
    }
    return last;
  }

  private PairTransactions.Count count(ConsumerRecord<String, byte[]> record) {
    ImportProgress progress =
        serdes.deserializer(ImportProgress.class).deserialize(record.topic(), record.value());
    return new PairTransactions.Count(progress.getPlace(), progress.getPairs());
  }

  /** Where the partitions end, open transactions counted. */
  private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
    try (KafkaConsumer<String, byte[]> uncommitted = consumer("read_uncommitted")) {
      return uncommitted.endOffsets(partitions);
    }
  }

  private static boolean isBehind(
      KafkaConsumer<String, byte[]> consumer, Map.Entry<TopicPartition, Long> end) {
    return consumer.position(end.getKey()) < end.getValue();
  }

  /** At the start of all partitions. */
  private KafkaConsumer<String, byte[]> consumer(String isolation) {
    Map<String, Object> config = settings.reader("import-place");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(settings.topic(Topic.IMPORT_PROGRESS)).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private CommandException unanswered(Exception e) {
    return CommandException.failed(
        "Kafka at %s does not answer".formatted(settings.bootstrapServers()), e);
  }
}
