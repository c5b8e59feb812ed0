package dev.xmcgan.trainer.training;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static dev.xmcgan.trainer.training.LoopTopics.captions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.LearnedStep;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.TrainingPlace;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.TestKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, with a learner that remembers what it was shown. */
class TrainerLoopTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private LoopTopics topics;

  @BeforeEach
  void provision() {
    topics = new LoopTopics(KAFKA, "loop-", directory);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  @Tag("promise-4")
  void pairsBecomeAReleasedCheckpointAndTheirOffsetsAreCommittedWithIt() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 20);
    topics.send(Split.HELD_OUT, 20, 6);

    try (TestTrainer trainer = topics.trainer("one", learners)) {
      // when
      Checkpoint checkpoint = topics.awaitCheckpoint(20);

      // then: one step for each pair, every pair learned, no held-out one
      assertThat(checkpoint.getTrainerId()).isEqualTo("one");
      assertThat(checkpoint.getPairsSeen()).isEqualTo(80);
      assertThat(checkpoint.getTextEncoder()).isEqualTo("fake@123456789012");
      assertThat(newPairs()).isEqualTo(20);
      assertThat(checkpoint.getCheckpointId()).matches("00000020-\\d{8}T\\d{6}Z-[0-9a-f]{6}");
      assertThat(topics.captionsIn(checkpoint)).isEqualTo(captions(0, 20));
      Release release = topics.last(Topic.RELEASES, Release.class);
      assertThat(release.getChannel()).isEqualTo("stable");
      assertThat(release.getCheckpointId()).isEqualTo(checkpoint.getCheckpointId());
      assertThat(release.getReleasedBy()).isEqualTo("one");
      assertThat(topics.unreadRecords()).isZero();

      // and: said so
      await().atMost(PATIENCE).until(() -> trainer.state() == WorkerState.WAITING_FOR_PAIRS);
      assertThat(trainer.board.checkpoint()).contains(checkpoint.getCheckpointId());
      await()
          .atMost(PATIENCE)
          .until(() -> topics.last(Topic.TRAINING_METRICS, TrainingMetrics.class).getStep() == 20);
      TrainingMetrics metrics = topics.last(Topic.TRAINING_METRICS, TrainingMetrics.class);
      assertThat(metrics.getWindowPairs()).isEqualTo(20);
      assertThat(metrics.getScalars()).containsOnlyKeys("d_loss", "g_loss", "ema_drift");
      assertThat(trainer.meters.get("xmcgan.trainer.window.pairs").gauge().value()).isEqualTo(20);
      assertThat(trainer.meters.get("xmcgan.trainer.unlearned.pairs").gauge().value())
          .isEqualTo(20 - topics.learnedByGenerator(checkpoint).size());
    }
    assertThat(Files.exists(directory.resolve("outgoing"))).isFalse();
  }

  @Test
  @Tag("promise-4")
  void aRestartGoesOnFromKafkaAlone() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 12);
    Checkpoint first;
    try (TestTrainer trainer = topics.trainer("one", learners)) {
      first = topics.awaitCheckpoint(12);
    }

    // when: nothing is left but Kafka, and new pairs have come
    topics.send(Split.TRAIN, 100, 4);
    FakeLearners later = new FakeLearners();
    try (TestTrainer trainer =
        new TestTrainer(
            topics.kafka, TestTrainer.settings("one", directory.resolve("elsewhere")), later)) {
      Checkpoint second = topics.awaitCheckpoint(16);

      // then
      assertThat(later.origins).containsExactly(first.getCheckpointId());
      List<Checkpoint> all = topics.checkpoints();
      assertThat(all.get(all.indexOf(first) + 1).getParentId()).isEqualTo(first.getCheckpointId());
      assertThat(newPairs()).isEqualTo(16);
      assertThat(topics.stepsOf(second).subList(0, 12)).isEqualTo(topics.stepsOf(first));
      assertThat(Set.copyOf(later.learned)).containsAll(captions(100, 4));
      // old pairs are replayed, from the window that was read back
      assertThat(Set.copyOf(later.learned)).containsAnyElementsOf(captions(0, 12));
    }
  }

  /** By the learner's own account: the last two of each step train its generator. */
  @Test
  @Tag("promise-4")
  void aPairIsToldAsLearnedInTheFirstStepThatTrainedTheGeneratorOnIt() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 12);
    try (TestTrainer trainer = topics.trainer("one", learners)) {
      topics.awaitCheckpoint(12);
    }

    // when: another goes on
    topics.send(Split.TRAIN, 100, 4);
    try (TestTrainer trainer = topics.trainer("two", new FakeLearners())) {
      Checkpoint second = topics.awaitCheckpoint(16);

      // then
      Map<String, Long> learned = new HashMap<>();
      List<String> steps = topics.stepsOf(second);
      for (int step = 1; step <= steps.size(); step++) {
        List<String> shown = List.of(steps.get(step - 1).split("\\|"));
        for (String caption : shown.subList(2, 4)) {
          learned.putIfAbsent(caption, (long) step);
        }
      }
      List<String> captions =
          topics.records.readAll(Topic.TRAINING_PAIRS, TrainingPair.class).stream()
              .map(record -> record.value().getCaptions().get(0))
              .toList();
      Map<String, Long> told = new HashMap<>();
      List<LearnedPairs> records =
          topics.records.readAll(Topic.LEARNED_PAIRS, LearnedPairs.class).stream()
              .map(ConsumerRecord::value)
              .toList();
      for (LearnedPairs record : records) {
        for (LearnedStep step : record.getSteps()) {
          step.getOffsets()
              .forEach(
                  offset -> {
                    String caption = captions.get(Math.toIntExact(offset));
                    assertThat(told.put(caption, step.getStep())).as(caption).isNull();
                  });
        }
      }
      assertThat(told).isEqualTo(learned);
      LearnedPairs last = records.get(records.size() - 1);
      assertThat(last.getCheckpointId()).isEqualTo(second.getCheckpointId());
      assertThat(last.getParentId()).isEqualTo(second.getParentId());
      assertThat(last.getPlaces()).containsExactly(new TrainingPlace(0, 0L, 16L));
    }
  }

  @Test
  void itWaitsForEnoughPairsAndSaysHowManyItHas() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 3);

    try (TestTrainer trainer = topics.trainer("one", learners)) {
      await()
          .atMost(PATIENCE)
          .until(() -> trainer.board.detail().equals("3 of 4 pairs needed for a step"));
      assertThat(trainer.state()).isEqualTo(WorkerState.WAITING_FOR_PAIRS);

      // when
      topics.send(Split.TRAIN, 3, 1);

      // then
      assertThat(topics.captionsIn(topics.awaitCheckpoint(4))).isEqualTo(captions(0, 4));
    }
    assertThat(topics.records.readAll(Topic.WORKER_STATUS, WorkerStatus.class))
        .extracting(record -> record.value().getState())
        .contains(WorkerState.STARTING, WorkerState.WAITING_FOR_PAIRS);
  }

  @Test
  void withNothingToLearnItRestsInEarnest() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 8);
    try (TestTrainer trainer = topics.trainer("one", learners)) {
      topics.awaitCheckpoint(8);
      await().atMost(PATIENCE).until(() -> trainer.state() == WorkerState.WAITING_FOR_PAIRS);
      int learned = learners.learned.size();
      Duration before = trainer.processorTime();
      long began = System.nanoTime();

      // when
      await()
          .during(Duration.ofSeconds(4))
          .atMost(PATIENCE)
          .failFast("it learns on", () -> learners.learned.size() > learned)
          .until(() -> true);

      // then
      Duration rest = Duration.ofNanos(System.nanoTime() - began);
      Duration spent = trainer.processorTime().minus(before);
      System.out.printf(
          "%d ms of processor time in %d ms of rest%n", spent.toMillis(), rest.toMillis());
      assertThat(spent).isLessThan(rest.dividedBy(10));
    }
  }

  @Test
  void waitingForTheLogIsNoRestThatWouldBeUsedToPublishSooner() throws Exception {
    // given: more than a few fetches bring, learned faster than it is read
    topics.send(Split.TRAIN, 0, 1500);
    var settings = TestTrainer.settings("one", directory, Map.of("continuous", "true"));

    // when
    Instant started = Instant.now();
    try (TestTrainer trainer = new TestTrainer(topics.kafka, settings, learners)) {
      await().atMost(PATIENCE).until(() -> !topics.checkpoints().isEmpty());
    }

    // then
    assertThat(topics.checkpoints().get(0).getCreatedAt())
        .isAfterOrEqualTo(started.plus(settings.config().checkpointInterval()));
  }

  @Test
  void withoutAutomaticReleaseItGoesOnFromItsOwnNewest() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 8);
    var settings = TestTrainer.settings("one", directory, Map.of("auto-release", "false"));
    Checkpoint first;
    try (TestTrainer trainer = new TestTrainer(topics.kafka, settings, learners)) {
      first = topics.awaitCheckpoint(8);
    }
    assertThat(topics.records.readAll(Topic.RELEASES, Release.class)).isEmpty();

    // when
    try (TestTrainer trainer = new TestTrainer(topics.kafka, settings, learners)) {
      await().atMost(PATIENCE).until(() -> learners.origins.size() == 2);
    }

    // then
    assertThat(learners.origins).containsExactly("created", first.getCheckpointId());
  }

  /** Of all checkpoints: a slow trainer publishes on the way. */
  private long newPairs() {
    return topics.checkpoints().stream().mapToLong(each -> each.getNewPairs().getCount()).sum();
  }
}
