package dev.xmcgan.cli.imports;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.ImportProgress;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.latest.LatestByKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Where earlier runs of imports stopped, as {@code import-progress} tells. */
final class ImportedPlace {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

  private final KafkaSettings settings;

  ImportedPlace(KafkaSettings settings) {
    this.settings = settings;
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

  /** What earlier runs have stored of this import. */
  PairTransactions.Count of(String importId) throws InterruptedException {
    try (LatestByKey<ImportProgress> progress =
        new LatestByKey<>(settings, Topic.IMPORT_PROGRESS, ImportProgress.class)) {
      progress.start();
      if (!progress.awaitCaughtUp(PATIENCE)) {
        throw CommandException.failed(
            "Kafka did not tell within %d s where the last import stopped"
                .formatted(PATIENCE.toSeconds()));
      }
      return progress
          .get(importId)
          .map(found -> new PairTransactions.Count(found.getPlace(), found.getPairs()))
          .orElse(PairTransactions.Count.NONE);
    }
  }

  private CommandException unanswered(Exception e) {
    return CommandException.failed(
        "Kafka at %s does not answer".formatted(settings.bootstrapServers()), e);
  }
}
