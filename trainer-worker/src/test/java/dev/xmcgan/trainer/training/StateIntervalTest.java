package dev.xmcgan.trainer.training;

import static dev.xmcgan.trainer.training.LoopTopics.captions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.TrainerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints between two states of training are there to be served; training goes on from none.
 */
@Tag("promise-4")
class StateIntervalTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private LoopTopics topics;

  @BeforeEach
  void provision() {
    topics = new LoopTopics(KAFKA, "state-", directory);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void theFirstAndTheLastHoldTheStateAndThoseBetweenServe() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 12);
    try (TestTrainer trainer = new TestTrainer(topics.kafka, settings("one"), learners)) {
      Checkpoint first = topics.awaitCheckpoint(12);
      assertThat(names(first)).contains("trainer.safetensors", "replay.properties");

      // when
      topics.send(Split.TRAIN, 100, 4);
      Checkpoint between = topics.awaitCheckpoint(16);

      // then: what they learned is told, and its pairs are not yet consumed
      List<Checkpoint> since = topics.checkpoints().stream().skip(1).toList();
      assertThat(since)
          .allSatisfy(
              each ->
                  assertThat(names(each))
                      .contains("generator.safetensors", "captions.txt")
                      .doesNotContain("trainer.safetensors", "replay.properties"));
      assertThat(since.get(0).getParentId()).isEqualTo(first.getCheckpointId());
      assertThat(since.stream().mapToLong(each -> each.getNewPairs().getCount()).sum())
          .isEqualTo(4);

      // and: it is served
      await().atMost(PATIENCE).until(() -> released().equals(between.getCheckpointId()));
      assertThat(topics.unreadRecords()).isEqualTo(4);

      // when
      trainer.stop();

      // then
      Checkpoint last = topics.checkpoints().get(topics.checkpoints().size() - 1);
      assertThat(last.getStep()).isEqualTo(16);
      assertThat(last.getParentId()).isEqualTo(between.getCheckpointId());
      assertThat(topics.captionsIn(last)).containsAll(captions(100, 4));
      assertThat(topics.unreadRecords()).isZero();
    }
  }

  @Test
  void whatAKilledTrainerLearnedSinceItsLastStateIsLearnedAgainInTheSameSteps() throws Exception {
    // given
    topics.send(Split.TRAIN, 0, 12);
    learners.fatal = step -> step == 17;
    Checkpoint state;
    Checkpoint served;
    try (TestTrainer trainer = new TestTrainer(topics.kafka, settings("one"), learners)) {
      state = topics.awaitCheckpoint(12);
      topics.send(Split.TRAIN, 100, 4);
      served = topics.awaitCheckpoint(16);

      // when
      topics.send(Split.TRAIN, 200, 1);
      assertThat(trainer.end()).isPresent();
    }
    FakeLearners others = new FakeLearners();
    try (TestTrainer trainer = new TestTrainer(topics.kafka, settings("two"), others)) {
      Checkpoint again = topics.awaitCheckpoint(17);

      // then
      assertThat(others.origins).containsExactly(state.getCheckpointId());
      assertThat(again.getParentId()).isEqualTo(state.getCheckpointId());
      assertThat(again.getNewPairs().getCount()).isEqualTo(5);
      int examples = FakeLearners.EXAMPLES;
      assertThat(others.learned.subList(0, 4 * examples))
          .isEqualTo(learners.learned.subList(12 * examples, 16 * examples));
      assertThat(topics.checkpoints())
          .extracting(Checkpoint::getCheckpointId)
          .contains(served.getCheckpointId());
      assertThat(topics.unreadRecords()).isZero();
    }
  }

  private TrainerSettings settings(String id) {
    return TestTrainer.settings(id, directory.resolve(id), Map.of("state-interval", "1h"));
  }

  private String released() {
    return topics.last(Topic.RELEASES, Release.class).getCheckpointId();
  }

  private static List<String> names(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().map(CheckpointFile::getName).toList();
  }
}
