package dev.xmcgan.trainer.training;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static dev.xmcgan.trainer.training.LoopTopics.captions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Trainers in one process stop, stand by and take over; those that die are in TakeoverTest. */
class TrainerStandbyTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private LoopTopics topics;

  @BeforeEach
  void provision() {
    topics = new LoopTopics(KAFKA, "standby-", directory);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void unpublishedProgressIsPublishedWhenTheTrainerIsToldToStop() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 8);
    var settings = TestTrainer.settings("one", directory, Map.of("checkpoint-interval", "1h"));
    TestTrainer trainer = new TestTrainer(topics.kafka, settings, learners);
    await().atMost(PATIENCE).until(() -> learners.learned.size() >= 8 * FakeLearners.EXAMPLES);
    assertThat(topics.checkpoints()).isEmpty();

    // when
    assertThat(trainer.stop()).isEmpty();

    // then
    assertThat(topics.captionsIn(topics.awaitCheckpoint(8))).isEqualTo(captions(0, 8));
    assertThat(topics.unreadRecords()).isZero();
    trainer.close();
  }

  @Test
  void aSecondTrainerStandsByAndTakesOver() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 8);
    TestTrainer first = topics.trainer("one", learners);
    Checkpoint published = topics.awaitCheckpoint(8);
    FakeLearners others = new FakeLearners();
    try (TestTrainer second =
        new TestTrainer(
            topics.kafka, TestTrainer.settings("two", directory.resolve("two")), others)) {
      await().atMost(PATIENCE).until(() -> second.board.detail().startsWith("standing by"));

      // when: both are there, the first goes on alone
      topics.send(Split.TRAIN, 8, 4);
      assertThat(topics.captionsIn(topics.awaitCheckpoint(12))).isEqualTo(captions(0, 12));
      assertThat(others.learned).isEmpty();

      // and when: the first goes
      first.close();
      topics.send(Split.TRAIN, 12, 4);

      // then
      Checkpoint taken = topics.awaitCheckpoint(16);
      assertThat(taken.getTrainerId()).isEqualTo("two");
      assertThat(topics.captionsIn(taken)).isEqualTo(captions(0, 16));
      assertThat(published.getTrainerId()).isEqualTo("one");
    }
  }

  /** By the captions that the reader of the log asked about. */
  @Test
  void aTakeoverReadsNoPairOfTheWindowThatTheStandbyHasRead() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 40);
    TestTrainer first = topics.trainer("one", learners);
    Checkpoint published = topics.awaitCheckpoint(40);
    FakeLearners others = new FakeLearners();
    try (TestTrainer second =
        new TestTrainer(
            topics.kafka, TestTrainer.settings("two", directory.resolve("two")), others)) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  second
                      .board
                      .detail()
                      .endsWith(published.getCheckpointId() + " and 40 pairs are at hand"));
      assertThat(Set.copyOf(others.read)).isEqualTo(captions(0, 40));
      others.read.clear();

      // when
      first.close();
      topics.send(Split.TRAIN, 100, 4);

      // then
      Checkpoint taken = topics.awaitCheckpoint(44);
      assertThat(taken.getTrainerId()).isEqualTo("two");
      assertThat(Set.copyOf(others.read)).isEqualTo(captions(100, 4));
      // the old pairs are drawn all the same
      assertThat(Set.copyOf(others.learned)).containsAnyElementsOf(captions(0, 40));
    }
  }

  @Test
  void aTrainerThatIsTakenOverStopsAndPublishesNothing() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 8);
    try (TestTrainer trainer = topics.trainer("one", learners)) {
      topics.awaitCheckpoint(8);

      // when: somebody takes over past the group, and there is something to publish
      try (TransactionalProducer other =
          new TransactionalProducer(topics.kafka, PairConsumer.group("stable"))) {
        topics.send(Split.TRAIN, 8, 4);

        // then
        assertThat(trainer.end().orElseThrow())
            .isInstanceOf(FencedException.class)
            .hasMessage("another trainer has taken over from one; this one stops");
      }
    }
    assertThat(topics.checkpoints()).extracting(Checkpoint::getStep).containsExactly(8L);
    assertThat(topics.unreadRecords()).isEqualTo(4);
  }
}
