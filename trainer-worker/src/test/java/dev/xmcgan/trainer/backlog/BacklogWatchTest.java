package dev.xmcgan.trainer.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.curation.CurationSerdes;
import dev.xmcgan.trainer.curation.CurationStream;
import dev.xmcgan.trainer.curation.Pairs;
import dev.xmcgan.trainer.status.StatusBoard;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class BacklogWatchTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration INTERVAL = Duration.ofMillis(200);

  @TempDir private Path directory;

  @Test
  void pairsThatWaitForLongAreCountedAndRaiseAnAlertUntilTheyAreRead() throws Exception {
    // given: nobody has curated for four days of the seven
    KafkaSettings kafka = KAFKA.provision("backlog-");
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(4));
    StatusBoard board = new StatusBoard("t", "stable", Clock.systemUTC());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    TrainerMeters meters = new TrainerMeters(registry);
    try (Records records = KAFKA.records(kafka)) {
      for (int i = 0; i < 6; i++) {
        records.send(Topic.IMAGE_TEXT_PAIRS, "p" + i, Pairs.pair("p" + i, i, "a tree"));
      }

      // when
      try (BacklogWatch watch =
          new BacklogWatch(
              kafka,
              "backlog",
              INTERVAL,
              later,
              look -> {
                meters.backlog(look);
                board.backlogAlert(look.alert());
              })) {
        watch.start();

        // then
        await().until(() -> board.detail().startsWith("alert: pairs near retention: 6 wait"));
        assertThat(registry.get(TrainerMeters.UNREAD_PAIRS).gauge().value()).isEqualTo(6);
        assertThat(registry.get(TrainerMeters.OLDEST_UNREAD).gauge().value())
            .isBetween(4 * 86_400.0 - 1, 4 * 86_400.0 + 600);
        assertThat(registry.get(TrainerMeters.ALERT).gauge().value()).isEqualTo(1);

        // when
        try (CurationStream stream =
            new CurationStream(
                kafka,
                Pairs.rules(64, 0),
                CurationSerdes.of(new AvroSerdes(kafka)),
                meters,
                directory,
                1)) {
          stream.start();
          records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 6);

          // then
          await().until(() -> board.detail().isEmpty());
          assertThat(registry.get(TrainerMeters.UNREAD_PAIRS).gauge().value()).isZero();
          assertThat(registry.get(TrainerMeters.ALERT).gauge().value()).isZero();
        }
      }
    }
  }

  @Test
  void pairsThatAgedOutUnreadAreTold() throws Exception {
    // given: curation was somewhere, and the topic has deleted what came after
    KafkaSettings kafka = KAFKA.provision("aged-out-");
    AtomicReference<CurationBacklog> seen = new AtomicReference<>();
    try (Records records = KAFKA.records(kafka);
        Admin admin = Admin.create(kafka.admin())) {
      records.send(Topic.IMAGE_TEXT_PAIRS, "p", Pairs.pair("p", 1, "a tree"));
      try (CurationStream stream =
          new CurationStream(
              kafka,
              Pairs.rules(64, 0),
              CurationSerdes.of(new AvroSerdes(kafka)),
              new TrainerMeters(new SimpleMeterRegistry()),
              directory,
              1)) {
        stream.start();
        records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 1);
        await().until(() -> unread(kafka) == 0);
      }
      for (int i = 0; i < 3; i++) {
        records.send(Topic.IMAGE_TEXT_PAIRS, "p", Pairs.pair("p", 2 + i, "a tree"));
      }
      TopicPartition partition =
          new TopicPartition(
              kafka.topic(Topic.IMAGE_TEXT_PAIRS),
              records.readAllRaw(Topic.IMAGE_TEXT_PAIRS).get(0).partition());
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3))).all().get();

      // when
      try (BacklogWatch watch =
          new BacklogWatch(kafka, "aged-out", INTERVAL, Clock.systemUTC(), seen::set)) {
        watch.start();
        await().until(() -> seen.get() != null);
      }
    }

    // then
    assertThat(seen.get().agedOut()).isEqualTo(2);
    assertThat(seen.get().unread()).isEqualTo(1);
    assertThat(seen.get().alert()).hasValueSatisfying(a -> assertThat(a).contains("2 records"));
  }

  @Test
  void whatIsReadInTimeIsNoAlert() {
    Optional<Duration> week = Optional.of(Duration.ofDays(7));
    assertThat(new CurationBacklog(9, Duration.ofHours(80), week, 0).alert()).isEmpty();
    assertThat(new CurationBacklog(9, Duration.ofHours(84), week, 0).alert()).isPresent();
    assertThat(new CurationBacklog(9, Duration.ofDays(99), Optional.empty(), 0).alert()).isEmpty();
  }

  private static long unread(KafkaSettings kafka) throws InterruptedException {
    try (BacklogReader reader = new BacklogReader(kafka, "test", Clock.systemUTC())) {
      return reader.read().unread();
    }
  }
}
