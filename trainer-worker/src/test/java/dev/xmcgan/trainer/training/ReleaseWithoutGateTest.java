package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.curation.TestImages;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Without the gate a checkpoint is released after it was published; what people said still holds.
 */
@Tag("promise-5")
class ReleaseWithoutGateTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PAIRS = FakeLearners.EXAMPLES;

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private KafkaSettings kafka;
  private Records records;

  @BeforeEach
  void provision(TestInfo test) {
    kafka = KAFKA.provision(test.getTestMethod().orElseThrow().getName() + "-");
    records = KAFKA.records(kafka);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void aReleaseNamesWhatItReplaces() throws Exception {
    // when
    List<Checkpoint> made = trainTwice();

    // then
    List<Release> releases = releases();
    assertThat(releases)
        .extracting(Release::getCheckpointId)
        .containsExactlyElementsOf(made.stream().map(Checkpoint::getCheckpointId).toList());
    assertThat(releases.get(0).getPreviousCheckpointId()).isNull();
    assertThat(releases.get(1).getPreviousCheckpointId()).isEqualTo(made.get(0).getCheckpointId());
  }

  @Test
  void aPinnedChannelIsNotReleasedOver() throws Exception {
    // given
    release("mine", true);

    // when
    trainTwice();

    // then
    assertThat(releases()).extracting(Release::getCheckpointId).containsExactly("mine");
  }

  @Test
  void trainingDoesNotGoOnFromWhatWasRolledBack() throws Exception {
    // given
    List<Checkpoint> made = trainTwice();
    String bad = made.get(1).getCheckpointId();
    records.send(
        Topic.EVALUATIONS,
        bad,
        Evaluation.newBuilder()
            .setCheckpointId(bad)
            .setVerdict(Verdict.BARRED)
            .setReasons(List.of("all grey"))
            .setDecidedBy("ann")
            .setDecidedAt(Instant.EPOCH)
            .build());
    release(made.get(0).getCheckpointId(), false);

    // when
    FakeLearners later = new FakeLearners();
    try (TestTrainer trainer =
        new TestTrainer(kafka, TestTrainer.settings("one", directory), later)) {
      await().atMost(PATIENCE).until(() -> !later.origins.isEmpty());
    }

    // then
    assertThat(later.origins).containsExactly(made.get(0).getCheckpointId());
  }

  /** Two checkpoints, one by each of two trainers after another. */
  private List<Checkpoint> trainTwice() throws Exception {
    for (int round = 1; round <= 2; round++) {
      int checkpoints = round;
      send((round - 1) * PAIRS, PAIRS);
      try (TestTrainer trainer =
          new TestTrainer(kafka, TestTrainer.settings("one", directory), learners)) {
        await().atMost(PATIENCE).until(() -> checkpoints().size() == checkpoints);
      }
    }
    return checkpoints();
  }

  private void send(int from, int count) {
    for (int i = from; i < from + count; i++) {
      records.send(
          Topic.TRAINING_PAIRS,
          "p" + i,
          TrainingPair.newBuilder()
              .setPairId("p" + i)
              .setCaptions(List.of("caption " + i))
              .setImage(ByteBuffer.wrap(TestImages.noisePng(64, i)))
              .setSize(64)
              .setContentHash("h" + i)
              .setSplit(Split.TRAIN)
              .setArrivedAt(Instant.EPOCH)
              .build());
    }
  }

  private void release(String checkpointId, boolean pinned) {
    records.send(
        Topic.RELEASES,
        "stable",
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(checkpointId)
            .setReleasedBy("ann")
            .setReason("by hand")
            .setReleasedAt(Instant.EPOCH)
            .setPinned(pinned)
            .build());
  }

  private List<Checkpoint> checkpoints() {
    return records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private List<Release> releases() {
    return records.readAll(Topic.RELEASES, Release.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }
}
