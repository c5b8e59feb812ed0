package dev.xmcgan.trainer.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.images.TestImages;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.transactions.ExactlyOnce;
import dev.xmcgan.transport.transactions.FencedException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, with a learner that remembers what it was shown. */
class TrainerLoopTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final AtomicInteger TEST = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private KafkaSettings kafka;
  private Records records;

  @BeforeEach
  void provision() {
    kafka = KAFKA.provision("loop-" + TEST.incrementAndGet() + "-");
    records = KAFKA.records(kafka);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  @Tag("promise-4")
  void pairsBecomeAReleasedCheckpointAndTheirOffsetsAreCommittedWithIt() throws Exception {
    // given
    send(Split.TRAIN, 0, 20);
    send(Split.HELD_OUT, 20, 6);

    try (TestTrainer trainer = trainer("one")) {
      // when
      Checkpoint checkpoint = awaitCheckpoint(20);

      // then: one step for each pair, every pair learned, no held-out one
      assertThat(checkpoint.getTrainerId()).isEqualTo("one");
      assertThat(checkpoint.getPairsSeen()).isEqualTo(80);
      assertThat(checkpoint.getTextEncoder()).isEqualTo("fake@123456789012");
      assertThat(checkpoint.getNewPairs().getCount()).isEqualTo(20);
      assertThat(checkpoint.getCheckpointId()).matches("00000020-\\d{8}T\\d{6}Z-[0-9a-f]{6}");
      assertThat(captionsIn(checkpoint)).isEqualTo(captions(0, 20));
      Release release = last(Topic.RELEASES, Release.class);
      assertThat(release.getChannel()).isEqualTo("stable");
      assertThat(release.getCheckpointId()).isEqualTo(checkpoint.getCheckpointId());
      assertThat(release.getReleasedBy()).isEqualTo("one");
      assertThat(unreadRecords()).isZero();

      // and: said so
      await().atMost(PATIENCE).until(() -> trainer.state() == WorkerState.WAITING_FOR_PAIRS);
      assertThat(trainer.board.checkpoint()).contains(checkpoint.getCheckpointId());
      await()
          .atMost(PATIENCE)
          .until(() -> last(Topic.TRAINING_METRICS, TrainingMetrics.class).getStep() == 20);
      TrainingMetrics metrics = last(Topic.TRAINING_METRICS, TrainingMetrics.class);
      assertThat(metrics.getWindowPairs()).isEqualTo(20);
      assertThat(metrics.getScalars()).containsOnlyKeys("d_loss", "g_loss", "ema_drift");
      assertThat(trainer.meters.get("xmcgan.trainer.window.pairs").gauge().value()).isEqualTo(20);
    }
    assertThat(Files.exists(directory.resolve("outgoing"))).isFalse();
  }

  @Test
  @Tag("promise-4")
  void aRestartGoesOnFromKafkaAlone() throws Exception {
    // given
    send(Split.TRAIN, 0, 12);
    Checkpoint first;
    try (TestTrainer trainer = trainer("one")) {
      first = awaitCheckpoint(12);
    }

    // when: nothing is left but Kafka, and new pairs have come
    send(Split.TRAIN, 100, 4);
    FakeLearners later = new FakeLearners();
    try (TestTrainer trainer =
        new TestTrainer(
            kafka, TestTrainer.settings("one", directory.resolve("elsewhere")), later)) {
      Checkpoint second = awaitCheckpoint(16);

      // then
      assertThat(later.origins).containsExactly(first.getCheckpointId());
      assertThat(second.getParentId()).isEqualTo(first.getCheckpointId());
      assertThat(second.getNewPairs().getCount()).isEqualTo(4);
      assertThat(stepsOf(second).subList(0, 12)).isEqualTo(stepsOf(first));
      assertThat(Set.copyOf(later.learned)).containsAll(captions(100, 4));
      // old pairs are replayed, from the window that was read back
      assertThat(Set.copyOf(later.learned)).containsAnyElementsOf(captions(0, 12));
    }
  }

  @Test
  @Tag("promise-4")
  void aKilledTrainerLeavesItsUnpublishedPairsToTheNext() throws Exception {
    // given: dies at its 6th step, nothing published
    send(Split.TRAIN, 0, 10);
    learners.fatal = step -> step == 6;
    var settings = TestTrainer.withoutCheckpoints(TestTrainer.settings("one", directory));
    TestTrainer doomed = new TestTrainer(kafka, settings, learners);
    assertThat(doomed.end()).isPresent();
    assertThat(checkpoints()).isEmpty();
    assertThat(unreadRecords()).isEqualTo(10);

    // when
    learners.fatal = step -> false;
    try (TestTrainer trainer = trainer("one")) {
      // then: it learns all of them, as if the first had never been
      assertThat(captionsIn(awaitCheckpoint(10))).isEqualTo(captions(0, 10));
    }
    doomed.close();
  }

  @Test
  void unpublishedProgressIsPublishedWhenTheTrainerIsToldToStop() throws Exception {
    // given
    send(Split.TRAIN, 0, 8);
    var settings = TestTrainer.withoutCheckpoints(TestTrainer.settings("one", directory));
    TestTrainer trainer = new TestTrainer(kafka, settings, learners);
    await().atMost(PATIENCE).until(() -> learners.learned.size() >= 8 * FakeLearners.EXAMPLES);
    assertThat(checkpoints()).isEmpty();

    // when
    assertThat(trainer.stop()).isEmpty();

    // then
    assertThat(captionsIn(awaitCheckpoint(8))).isEqualTo(captions(0, 8));
    assertThat(unreadRecords()).isZero();
    trainer.close();
  }

  @Test
  @Tag("promise-7")
  void anUndecodableRecordBlocksNothing() throws Exception {
    // given
    send(Split.TRAIN, 0, 3);
    for (int i = 0; i < 8; i++) {
      records.sendRaw(Topic.TRAINING_PAIRS, "bad-" + i, "garbage".getBytes(UTF_8));
    }
    records.sendRaw(Topic.TRAINING_PAIRS, "tombstone", null);
    records.send(Topic.TRAINING_PAIRS, "no-image", notAnImage());
    send(Split.TRAIN, 3, 3);

    try (TestTrainer trainer = trainer("one")) {
      // when
      Checkpoint checkpoint = awaitCheckpoint(6);

      // then
      assertThat(captionsIn(checkpoint)).isEqualTo(captions(0, 6));
      assertThat(records.readRaw(Topic.DEAD_LETTERS, 10))
          .extracting(record -> new String(record.value(), UTF_8))
          .filteredOn("garbage"::equals)
          .hasSize(8);
      assertThat(unreadRecords()).isZero();
    }
  }

  @Test
  void itWaitsForEnoughPairsAndSaysHowManyItHas() throws Exception {
    // given
    send(Split.TRAIN, 0, 3);

    try (TestTrainer trainer = trainer("one")) {
      await()
          .atMost(PATIENCE)
          .until(() -> trainer.board.detail().equals("3 of 4 pairs needed for a step"));
      assertThat(trainer.state()).isEqualTo(WorkerState.WAITING_FOR_PAIRS);

      // when
      send(Split.TRAIN, 3, 1);

      // then
      assertThat(captionsIn(awaitCheckpoint(4))).isEqualTo(captions(0, 4));
    }
    assertThat(records.readAll(Topic.WORKER_STATUS, WorkerStatus.class))
        .extracting(record -> record.value().getState())
        .contains(WorkerState.STARTING, WorkerState.WAITING_FOR_PAIRS);
  }

  @Test
  void withNothingToLearnItRestsInEarnest() throws Exception {
    // given
    send(Split.TRAIN, 0, 8);
    try (TestTrainer trainer = trainer("one")) {
      awaitCheckpoint(8);
      await().atMost(PATIENCE).until(() -> trainer.state() == WorkerState.WAITING_FOR_PAIRS);
      int learned = learners.learned.size();
      Duration before = trainer.processorTime();

      // when
      await()
          .during(Duration.ofSeconds(4))
          .atMost(Duration.ofSeconds(6))
          .until(() -> learners.learned.size() == learned);

      // then
      Duration spent = trainer.processorTime().minus(before);
      System.out.printf("%d ms of processor time in 4 s of rest%n", spent.toMillis());
      assertThat(spent).isLessThan(Duration.ofMillis(400));
    }
  }

  @Test
  void waitingForTheLogIsNoRestThatWouldBeUsedToPublishSooner() throws Exception {
    // given: more than a few fetches bring, learned faster than it is read
    send(Split.TRAIN, 0, 1500);
    var settings = TestTrainer.continuous(TestTrainer.settings("one", directory));

    // when
    Instant started = Instant.now();
    try (TestTrainer trainer = new TestTrainer(kafka, settings, learners)) {
      await().atMost(PATIENCE).until(() -> !checkpoints().isEmpty());
    }

    // then
    assertThat(checkpoints().get(0).getCreatedAt())
        .isAfterOrEqualTo(started.plus(settings.checkpointInterval()));
  }

  @Test
  void aSecondTrainerStandsByAndTakesOver() throws Exception {
    // given
    send(Split.TRAIN, 0, 8);
    TestTrainer first = trainer("one");
    Checkpoint published = awaitCheckpoint(8);
    FakeLearners others = new FakeLearners();
    try (TestTrainer second =
        new TestTrainer(kafka, TestTrainer.settings("two", directory.resolve("two")), others)) {
      await().atMost(PATIENCE).until(() -> second.board.detail().startsWith("standing by"));

      // when: both are there, the first goes on alone
      send(Split.TRAIN, 8, 4);
      assertThat(captionsIn(awaitCheckpoint(12))).isEqualTo(captions(0, 12));
      assertThat(others.learned).isEmpty();

      // and when: the first goes
      first.close();
      send(Split.TRAIN, 12, 4);

      // then
      Checkpoint taken = awaitCheckpoint(16);
      assertThat(taken.getTrainerId()).isEqualTo("two");
      assertThat(captionsIn(taken)).isEqualTo(captions(0, 16));
      assertThat(published.getTrainerId()).isEqualTo("one");
    }
  }

  @Test
  void aTrainerThatIsTakenOverStopsAndPublishesNothing() throws Exception {
    // given
    send(Split.TRAIN, 0, 8);
    try (TestTrainer trainer = trainer("one")) {
      awaitCheckpoint(8);

      // when: somebody takes over past the group, and there is something to publish
      try (ExactlyOnce other = new ExactlyOnce(kafka, PairConsumer.GROUP)) {
        send(Split.TRAIN, 8, 4);

        // then
        assertThat(trainer.end().orElseThrow())
            .isInstanceOf(FencedException.class)
            .hasMessage("another trainer has taken over from one; this one stops");
      }
    }
    assertThat(checkpoints()).extracting(Checkpoint::getStep).containsExactly(8L);
    assertThat(unreadRecords()).isEqualTo(4);
  }

  @Test
  void aStepThatIsNotFiniteIsSkippedAndReported() throws Exception {
    // given: the third step fails once
    AtomicInteger tries = new AtomicInteger();
    learners.nonFinite = step -> step == 3 && tries.getAndIncrement() == 0;
    send(Split.TRAIN, 0, 8);

    try (TestTrainer trainer = trainer("one")) {
      // when
      Checkpoint checkpoint = awaitCheckpoint(8);

      // then
      assertThat(captionsIn(checkpoint)).isEqualTo(captions(0, 8));
      assertThat(trainer.board.failures()).isEqualTo(1);
      assertThat(learners.origins).containsExactly("created");
      assertThat(trainer.meters.get("xmcgan.trainer.skipped.steps").counter().count()).isEqualTo(1);
    }
  }

  @Test
  void weightsThatDivergeAreGivenUpForTheNewestCheckpoint() throws Exception {
    // given: after the first checkpoint five tries fail, then all is well
    send(Split.TRAIN, 0, 8);
    AtomicInteger tries = new AtomicInteger();
    learners.nonFinite = step -> step == 9 && tries.getAndIncrement() < 5;
    try (TestTrainer trainer = trainer("one")) {
      Checkpoint first = awaitCheckpoint(8);

      // when
      send(Split.TRAIN, 8, 8);

      // then
      assertThat(captionsIn(awaitCheckpoint(16))).isEqualTo(captions(0, 16));
      assertThat(learners.origins).containsExactly("created", first.getCheckpointId());
      assertThat(trainer.isRunning()).isTrue();
    }
  }

  @Test
  void aTrainerThatNeverGetsAnywhereGivesUp() throws Exception {
    // given
    learners.nonFinite = step -> true;
    send(Split.TRAIN, 0, 8);

    // when
    TestTrainer trainer = trainer("one");

    // then
    assertThat(trainer.end().orElseThrow()).hasMessageContaining("d_loss is NaN");
    assertThat(checkpoints()).isEmpty();
    trainer.close();
  }

  @Test
  void withoutAutomaticReleaseItGoesOnFromItsOwnNewest() throws Exception {
    // given
    send(Split.TRAIN, 0, 8);
    var settings = TestTrainer.withoutRelease(TestTrainer.settings("one", directory));
    Checkpoint first;
    try (TestTrainer trainer = new TestTrainer(kafka, settings, learners)) {
      first = awaitCheckpoint(8);
    }
    assertThat(records.readAll(Topic.RELEASES, Release.class)).isEmpty();

    // when
    try (TestTrainer trainer = new TestTrainer(kafka, settings, learners)) {
      await().atMost(PATIENCE).until(() -> learners.origins.size() == 2);
    }

    // then
    assertThat(learners.origins).containsExactly("created", first.getCheckpointId());
  }

  private TestTrainer trainer(String id) {
    return new TestTrainer(kafka, TestTrainer.settings(id, directory), learners);
  }

  private void send(Split split, int from, int count) {
    for (int i = from; i < from + count; i++) {
      records.send(Topic.TRAINING_PAIRS, "pair-" + i, pair(split, i));
    }
  }

  private static TrainingPair pair(Split split, int number) {
    return TrainingPair.newBuilder()
        .setPairId("pair-" + number)
        .setCaptions(List.of("caption " + number))
        .setImage(ByteBuffer.wrap(TestImages.noisePng(64, number)))
        .setSize(64)
        .setContentHash("hash-" + number)
        .setSplit(split)
        .setArrivedAt(Instant.ofEpochSecond(number))
        .build();
  }

  private static TrainingPair notAnImage() {
    TrainingPair pair = pair(Split.TRAIN, 999);
    pair.put("image", ByteBuffer.wrap("no image".getBytes(UTF_8)));
    return pair;
  }

  private static Set<String> captions(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "caption " + i)
        .collect(Collectors.toSet());
  }

  private Checkpoint awaitCheckpoint(long step) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> checkpoints().stream().filter(each -> each.getStep() == step).findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private List<Checkpoint> checkpoints() {
    return records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private <T extends org.apache.avro.specific.SpecificRecord> T last(Topic topic, Class<T> type) {
    List<ConsumerRecord<String, T>> all = records.readAll(topic, type);
    assertThat(all).as(topic.name()).isNotEmpty();
    return all.get(all.size() - 1).value();
  }

  private List<String> stepsOf(Checkpoint checkpoint) throws Exception {
    return FakeLearners.steps(
        new CheckpointFetcher(kafka, directory.resolve("inspected")).fetch(checkpoint));
  }

  /** All captions that a checkpoint has learned. */
  private Set<String> captionsIn(Checkpoint checkpoint) throws Exception {
    return stepsOf(checkpoint).stream()
        .flatMap(step -> List.of(step.split("\\|")).stream())
        .collect(Collectors.toSet());
  }

  /** Records of training-pairs beyond the group's committed offsets. */
  private long unreadRecords() throws Exception {
    try (Admin admin = Admin.create(kafka.admin())) {
      Map<TopicPartition, Long> committed =
          admin
              .listConsumerGroupOffsets(kafka.id("trainer"))
              .partitionsToOffsetAndMetadata()
              .get()
              .entrySet()
              .stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
      return records.readAllRaw(Topic.TRAINING_PAIRS).stream()
          .filter(
              record ->
                  record.offset()
                      >= committed.getOrDefault(
                          new TopicPartition(record.topic(), record.partition()), 0L))
          .count();
    }
  }
}
