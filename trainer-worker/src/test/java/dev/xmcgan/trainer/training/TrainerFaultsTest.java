package dev.xmcgan.trainer.training;

import static dev.xmcgan.trainer.training.LoopTopics.captions;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.TestKafka;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sudden ends, bad records and steps that fail, on a real broker with a fake learner. */
class TrainerFaultsTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private LoopTopics topics;

  @BeforeEach
  void provision() {
    topics = new LoopTopics(KAFKA, "faults-", directory);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  @Tag("promise-4")
  void aKilledTrainerLeavesItsUnpublishedPairsToTheNext() throws Exception {
    // given: dies at its 6th step, nothing published
    topics.send(Split.TRAIN, 0, 10);
    learners.fatal = step -> step == 6;
    var settings = TestTrainer.settings("one", directory, Map.of("checkpoint-interval", "1h"));
    TestTrainer doomed = new TestTrainer(topics.kafka, settings, learners);
    assertThat(doomed.end()).isPresent();
    assertThat(topics.checkpoints()).isEmpty();
    assertThat(topics.unreadRecords()).isEqualTo(10);

    // when
    learners.fatal = step -> false;
    try (TestTrainer trainer = topics.trainer("one", learners)) {
      // then: it learns all of them, as if the first had never been
      assertThat(topics.captionsIn(topics.awaitCheckpoint(10))).isEqualTo(captions(0, 10));
    }
    doomed.close();
  }

  @Test
  @Tag("promise-7")
  void anUndecodableRecordBlocksNothing() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 3);
    for (int i = 0; i < 8; i++) {
      topics.records.sendRaw(Topic.TRAINING_PAIRS, "bad-" + i, "garbage".getBytes(UTF_8));
    }
    topics.records.sendRaw(Topic.TRAINING_PAIRS, "tombstone", null);
    topics.records.send(Topic.TRAINING_PAIRS, "no-image", notAnImage());
    topics.send(Split.TRAIN, 3, 3);

    try (TestTrainer trainer = topics.trainer("one", learners)) {
      // when
      Checkpoint checkpoint = topics.awaitCheckpoint(6);

      // then
      assertThat(topics.captionsIn(checkpoint)).isEqualTo(captions(0, 6));
      assertThat(topics.records.readRaw(Topic.DEAD_LETTERS, 9))
          .extracting(record -> new String(record.value(), UTF_8))
          .filteredOn("garbage"::equals)
          .hasSize(8);
      assertThat(topics.unreadRecords()).isZero();
    }
  }

  @Test
  void aStepThatIsNotFiniteIsSkippedAndReported() throws Exception {
    // given: the third step fails once
    AtomicInteger tries = new AtomicInteger();
    learners.nonFinite = step -> step == 3 && tries.getAndIncrement() == 0;
    topics.send(Split.TRAIN, 0, 8);

    try (TestTrainer trainer = topics.trainer("one", learners)) {
      // when
      Checkpoint checkpoint = topics.awaitCheckpoint(8);

      // then
      assertThat(topics.captionsIn(checkpoint)).isEqualTo(captions(0, 8));
      assertThat(trainer.board.failures()).isEqualTo(1);
      assertThat(learners.origins).containsExactly("created");
      assertThat(trainer.meters.get("xmcgan.trainer.skipped.steps").counter().count()).isEqualTo(1);
    }
  }

  @Test
  void weightsThatDivergeAreGivenUpForTheNewestCheckpoint() throws Exception {
    // given: after the first checkpoint five tries fail, then all is well
    topics.send(Split.TRAIN, 0, 8);
    AtomicInteger tries = new AtomicInteger();
    learners.nonFinite = step -> step == 9 && tries.getAndIncrement() < 5;
    try (TestTrainer trainer = topics.trainer("one", learners)) {
      Checkpoint first = topics.awaitCheckpoint(8);

      // when
      topics.send(Split.TRAIN, 8, 8);

      // then
      assertThat(topics.captionsIn(topics.awaitCheckpoint(16))).isEqualTo(captions(0, 16));
      assertThat(learners.origins).containsExactly("created", first.getCheckpointId());
      assertThat(trainer.isRunning()).isTrue();
    }
  }

  @Test
  void aTrainerThatNeverGetsAnywhereGivesUp() throws Exception {
    // given
    learners.nonFinite = step -> true;
    topics.send(Split.TRAIN, 0, 8);

    // when
    TestTrainer trainer = topics.trainer("one", learners);

    // then
    assertThat(trainer.end().orElseThrow()).hasMessageContaining("d_loss is NaN");
    assertThat(topics.checkpoints()).isEmpty();
    trainer.close();
  }

  private static TrainingPair notAnImage() {
    TrainingPair pair = LoopTopics.pair(Split.TRAIN, 999);
    pair.put("image", ByteBuffer.wrap("no image".getBytes(UTF_8)));
    return pair;
  }
}
