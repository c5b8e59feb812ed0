package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.ImportProgress;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.TopicLog;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where earlier runs of imports stopped, as {@code import-progress} tells. */
final class ImportedPlace {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

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
  PairTransactions.Count of(String importId) throws InterruptedException {
    String topic = settings.topic(Topic.IMPORT_PROGRESS);
    AtomicReference<byte[]> last = new AtomicReference<>();
    try (TopicLog log =
        TopicLog.fromBeginning(
            "import-place",
            settings,
            Set.of(topic),
            record -> {
              if (importId.equals(record.key())) {
                last.set(record.value());
              }
            })) {
      log.start();
      if (!log.readToEnd(PATIENCE)) {
        throw CommandException.failed(
            "Kafka did not tell within %d s where the last import stopped"
                .formatted(PATIENCE.toSeconds()));
      }
    }
    return last.get() == null ? PairTransactions.Count.NONE : count(topic, last.get());
  }

  private PairTransactions.Count count(String topic, byte[] value) {
    ImportProgress progress = serdes.deserializer(ImportProgress.class).deserialize(topic, value);
    return new PairTransactions.Count(progress.getPlace(), progress.getPairs());
  }

  private CommandException unanswered(Exception e) {
    return CommandException.failed(
        "Kafka at %s does not answer".formatted(settings.bootstrapServers()), e);
  }
}
