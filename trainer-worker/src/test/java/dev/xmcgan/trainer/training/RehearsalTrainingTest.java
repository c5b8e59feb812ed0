package dev.xmcgan.trainer.training;

import static dev.xmcgan.trainer.training.TestStarter.KNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

  @BeforeEach
  void provision() throws IOException {
    topics = new LoopTopics(KAFKA, "rehearsal-", directory);
    Path starter = Files.createDirectories(directory.resolve("starter"));
    Files.writeString(starter.resolve("config.json"), ModelConfig.starter64().toJson());
    Files.writeString(starter.resolve("generator.safetensors"), "weights");
    TestStarter.publish(topics.kafka, starter, "fake@123456789012");
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

  private void erase(String pairId) {
    topics.records.send(
        new ProducerRecord<>(topics.kafka.topic(Topic.TRAINING_PAIRS), pairId, (byte[]) null));
  }

  private static List<String> others(List<String> captions) {
    return captions.stream().filter(caption -> !caption.startsWith("caption ")).toList();
  }

  private TestTrainer trainer(String id, FakeLearners learners, Path own) {
    return new TestTrainer(
        topics.kafka,
        TestTrainer.settings(
            id, own, Map.of("rehearsal.share", "0.5", "rehearsal.captions", "100")),
        learners);
  }
}
