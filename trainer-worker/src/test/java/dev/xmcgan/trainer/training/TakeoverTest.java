package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.localkafka.processes.ChildProcess;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A trainer dies, or only seems to, while another stands by. */
@Tag("promise-4")
class TakeoverTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  /** Pairs that no trainer has learned yet. */
  private static final int FRESH = 40;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * The group waits for the session's end; what comes after it, from the group's settling to the
   * first step, is the takeover's own, and must not take as long again.
   */
  private static final Duration TAKEN_OVER = TrainerChild.SESSION_TIMEOUT.multipliedBy(2);

  @TempDir private Path directory;
  private Records records;

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void aKilledTrainersPairsAreTakenOverWithinTheSessionTimeout() throws Exception {
    // given
    KafkaSettings kafka = pairs("takeover-killed-");
    try (ChildProcess first =
            TrainerChild.start(kafka, "first", directory, true, TrainerChild.ALL);
        XmcGan learners = TinyModel.learners(4, 3, TinyModel.encoder())) {
      awaitCheckpoints("first", 1);
      try (TestTrainer second = standby(kafka, learners)) {
        String held = second.board.detail();

        // when
        first.kill();
        long killed = System.nanoTime();

        // then
        await().atMost(PATIENCE).until(() -> second.state() == WorkerState.TRAINING);
        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        System.out.printf(
            "taken over %d ms after the kill, session timeout %d ms; %s%n",
            took.toMillis(), TrainerChild.SESSION_TIMEOUT.toMillis(), held);
        assertThat(took).isLessThan(TAKEN_OVER);
        awaitCheckpoints("second", 1);
        assertThat(of("second").get(0).getParentId())
            .isEqualTo(of("first").get(of("first").size() - 1).getCheckpointId());
      }
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aTrainerThatWasPausedAndComesBackPublishesNothing() throws Exception {
    // given: it always has something to publish
    KafkaSettings kafka = pairs("takeover-paused-");
    try (ChildProcess first =
            TrainerChild.start(kafka, "first", directory, true, TrainerChild.ALL);
        XmcGan learners = TinyModel.learners(4, 3, TinyModel.encoder())) {
      awaitCheckpoints("first", 1);
      try (TestTrainer second = standby(kafka, learners)) {
        // when
        signal("STOP", first);
        awaitCheckpoints("second", 1);
        List<Checkpoint> before = of("first");
        signal("CONT", first);

        // then: it notices, and says so or ends
        await()
            .atMost(PATIENCE)
            .until(() -> !first.isAlive() || detail("first").startsWith("standing by"));
        awaitCheckpoints("second", of("second").size() + 3);
        assertThat(of("first")).isEqualTo(before);
        assertThat(second.isRunning()).isTrue();

        // and: one line of descent
        List<Checkpoint> all = all();
        for (int i = 1; i < all.size(); i++) {
          assertThat(all.get(i).getParentId()).isEqualTo(all.get(i - 1).getCheckpointId());
        }
      }
    }
  }

  private KafkaSettings pairs(String prefix) throws Exception {
    KafkaSettings kafka = KAFKA.provision(prefix);
    records = KAFKA.records(kafka);
    FixedPairs.send(kafka, records, 0, TrainerChild.PAIRS);
    learned(kafka, TrainerChild.PAIRS - FRESH);
    return kafka;
  }

  /** Has the group say that it learned all before an offset: no test has the time to do so. */
  private static void learned(KafkaSettings kafka, long offset) throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .alterConsumerGroupOffsets(
              kafka.id(PairConsumer.group("stable")),
              Map.of(
                  new TopicPartition(kafka.topic(Topic.TRAINING_PAIRS), 0),
                  new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }

  private TestTrainer standby(KafkaSettings kafka, XmcGan learners) {
    TestTrainer second =
        new TestTrainer(
            TrainerChild.quickSessions(kafka),
            TrainerChild.settings(
                "second", directory.resolve("second"), true, TrainerChild.ALL, Map.of()),
            learners);
    await().atMost(PATIENCE).until(() -> second.board.detail().endsWith("pairs are at hand"));
    return second;
  }

  private static void signal(String name, ChildProcess process) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private void awaitCheckpoints(String trainerId, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> of(trainerId).size() >= count);
  }

  private List<Checkpoint> of(String trainerId) {
    return all().stream().filter(each -> each.getTrainerId().equals(trainerId)).toList();
  }

  /** In the order in which they were published. */
  private List<Checkpoint> all() {
    return records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private String detail(String workerId) {
    return records.readAll(Topic.WORKER_STATUS, WorkerStatus.class).stream()
        .filter(record -> record.key().equals(workerId))
        .reduce((earlier, later) -> later)
        .map(record -> record.value().getDetail())
        .orElse("");
  }
}
