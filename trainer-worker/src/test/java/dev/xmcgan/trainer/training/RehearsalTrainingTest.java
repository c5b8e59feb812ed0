package dev.xmcgan.trainer.training;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static dev.xmcgan.trainer.training.TestStarter.KNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.checkpoints.ReplayProgress;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.trainer.replay.LogPlace;
import dev.xmcgan.trainer.replay.WindowPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * On a real broker: what the checkpoint knows that training began with comes back in every step.
 */
@Tag("promise-8")
class RehearsalTrainingTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path directory;
  private LoopTopics topics;
  private Path starter;

  @BeforeEach
  void provision() throws IOException {
    topics = new LoopTopics(KAFKA, "rehearsal-", directory);
    starter = Files.createDirectories(directory.resolve("starter"));
    Files.writeString(starter.resolve("config.json"), ModelConfig.starter64().toJson());
    Files.writeString(starter.resolve("generator.safetensors"), "weights");
    TestStarter.publish(topics.kafka, starter, FakeLearners.TEXT_ENCODER);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void aSinglePairIsLearnedBesideWhatWasKnown() throws Exception {
    // given
    FakeLearners learners = new FakeLearners();
    topics.send(Split.TRAIN, 0, 1);

    // when
    try (TestTrainer trainer = trainer("one", learners, directory.resolve("one"))) {
      Checkpoint checkpoint = topics.awaitCheckpoint(1);

      // then
      assertThat(learners.learned).hasSize(FakeLearners.EXAMPLES).contains("caption 0");
      assertThat(KNOWN).containsAll(others(learners.learned));
      assertThat(learners.painted).containsExactly("starter");
      assertThat(checkpoint.getParentId()).isEqualTo("starter");
      assertThat(CaptionReservoir.read(topics.fetch(checkpoint), 100).captions())
          .as("what was learned is remembered, too")
          .hasSize(13)
          .contains("caption 0");
    }
  }

  @Test
  void whatWasTrainedElsewhereIsRehearsedWhereItsOwnAnchorIsNot() throws Exception {
    // given: with the state of a training on another deployment's log
    Files.writeString(starter.resolve("trainer.safetensors"), "a|b|c|d");
    new ReplayProgress(
            0,
            0,
            Optional.of(new LogPlace("elsewhere", Map.of(), WindowPlace.empty(), Map.of())),
            Optional.of("left-there"),
            1)
        .write(starter);
    TestStarter.publish(topics.kafka, starter, FakeLearners.TEXT_ENCODER);
    FakeLearners learners = new FakeLearners();
    topics.send(Split.TRAIN, 0, 1);

    // when
    try (TestTrainer trainer = trainer("one", learners, directory.resolve("one"))) {
      Checkpoint checkpoint = topics.awaitCheckpoint(2);

      // then
      assertThat(checkpoint.getAnchorId()).isEqualTo("starter");
    }
    assertThat(learners.painted).containsExactly("starter");
  }

  @Test
  void aResumedTrainerRehearsesTheSame() throws Exception {
    // given
    FakeLearners first = new FakeLearners();
    topics.send(Split.TRAIN, 0, 6);
    try (TestTrainer trainer = trainer("one", first, directory.resolve("one"))) {
      topics.awaitCheckpoint(6);
    }

    // when: nothing is left but Kafka
    FakeLearners later = new FakeLearners();
    topics.send(Split.TRAIN, 6, 6);
    try (TestTrainer trainer = trainer("one", later, directory.resolve("elsewhere"))) {
      topics.awaitCheckpoint(12);
    }

    // then: not what it learned itself since
    assertThat(later.painted).containsExactly("starter");
    assertThat(others(later.learned)).isNotEmpty();
    assertThat(KNOWN).containsAll(others(later.learned));
  }

  @Test
  @Tag("promise-4")
  void captionsOfAnErasedPairAreNotRehearsedNorKept() throws Exception {
    // given
    FakeLearners first = new FakeLearners();
    topics.send(Split.TRAIN, 0, 6);
    try (TestTrainer trainer = trainer("one", first, directory.resolve("one"))) {
      topics.awaitCheckpoint(6);
      first.learned.clear();

      // when
      erase("pair-3");
      KNOWN.subList(0, 11).forEach(caption -> erase("pair of " + caption));
      topics.send(Split.TRAIN, 6, 6);
      Checkpoint checkpoint = topics.awaitCheckpoint(12);

      // then
      assertThat(first.learned).doesNotContain("caption 3").contains("known 11");
      assertThat(others(first.learned)).containsOnly("known 11");
      assertThat(CaptionReservoir.read(topics.fetch(checkpoint), 100).captions())
          .doesNotContain("caption 3")
          .contains("caption 2");
    }

    // and: a resumed trainer, whose anchor still has them, does not rehearse them
    FakeLearners later = new FakeLearners();
    topics.send(Split.TRAIN, 12, 6);
    try (TestTrainer trainer = trainer("one", later, directory.resolve("elsewhere"))) {
      topics.awaitCheckpoint(18);
    }
    assertThat(later.painted).containsExactly("starter");
    assertThat(later.learned).doesNotContain("caption 3");
    assertThat(others(later.learned)).containsOnly("known 11");
  }

  @Test
  void whatALineBeganWithAfterAWayBackIsKeptForWhoeverGoesOn() throws Exception {
    // given: only the first checkpoint of a run has the state of training
    FakeLearners first = new FakeLearners();
    Map<String, String> keys = Map.of("state-interval", "1h", "keep-checkpoints", "1");
    String back;
    try (TestTrainer trainer = trainer("one", first, directory.resolve("one"), keys)) {
      topics.send(Split.TRAIN, 0, 6);
      topics.awaitCheckpoint(6);
      topics.send(Split.TRAIN, 6, 6);
      back = topics.awaitCheckpoint(12).getCheckpointId();
      topics.send(Split.TRAIN, 12, 6);
      String left = topics.awaitCheckpoint(18).getCheckpointId();
      await().atMost(PATIENCE).until(() -> released().equals(left));

      // when: training goes back to weights alone, which later ones then overtake
      topics.records.send(
          Topic.RELEASES,
          "stable",
          Release.newBuilder()
              .setChannel("stable")
              .setCheckpointId(back)
              .setReleasedBy("ann")
              .setReason("liked")
              .setReleasedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
              .setTrainFrom(back)
              .build());
      await().atMost(PATIENCE).until(() -> first.painted.contains(back));
      for (int round = 3; round < 7; round++) {
        learn(trainer, round);
      }
      await().atMost(PATIENCE).until(() -> !onBoard().contains(left));
    }

    // then
    FakeLearners later = new FakeLearners();
    try (TestTrainer trainer = trainer("two", later, directory.resolve("two"), keys)) {
      learn(trainer, 7);
    }
    assertThat(first.painted).containsExactly("starter", back);
    assertThat(later.painted).containsExactly(back);
  }

  /** Some pairs more, and the checkpoint that has them. */
  private String learn(TestTrainer trainer, int round) {
    String before =
        await()
            .atMost(PATIENCE)
            .until(() -> trainer.board.checkpoint(), Optional::isPresent)
            .orElseThrow();
    topics.send(Split.TRAIN, 6 * round, 6);
    return await()
        .atMost(PATIENCE)
        .until(() -> trainer.board.checkpoint().orElseThrow(), id -> !id.equals(before));
  }

  private String released() {
    return topics.last(Topic.RELEASES, Release.class).getCheckpointId();
  }

  private Set<String> onBoard() {
    Map<String, Checkpoint> board = new HashMap<>();
    topics
        .records
        .readAll(Topic.CHECKPOINTS, Checkpoint.class)
        .forEach(record -> board.put(record.key(), record.value()));
    board.values().removeIf(Objects::isNull);
    return board.keySet();
  }

  private void erase(String pairId) {
    topics.records.send(
        new ProducerRecord<>(topics.kafka.topic(Topic.TRAINING_PAIRS), pairId, (byte[]) null));
  }

  private static List<String> others(List<String> captions) {
    return captions.stream().filter(caption -> !caption.startsWith("caption ")).toList();
  }

  private TestTrainer trainer(String id, FakeLearners learners, Path own) {
    return trainer(id, learners, own, Map.of());
  }

  private TestTrainer trainer(
      String id, FakeLearners learners, Path own, Map<String, String> others) {
    Map<String, String> keys = new HashMap<>(others);
    keys.put("rehearsal.share", "0.5");
    keys.put("rehearsal.captions", "100");
    return new TestTrainer(topics.kafka, TestTrainer.settings(id, own, keys), learners);
  }
}
