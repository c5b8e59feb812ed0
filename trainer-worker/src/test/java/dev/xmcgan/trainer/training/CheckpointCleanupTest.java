package dev.xmcgan.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.ChunkLog;
import dev.xmcgan.transport.checkpoints.ChunkPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: a trainer that publishes for long, and a release that stays behind. */
class CheckpointCleanupTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FakeLearners learners = new FakeLearners();
  @TempDir private Path directory;
  private KafkaSettings kafka;
  private Records records;

  @BeforeEach
  void provision() {
    kafka = KAFKA.provision("cleanup-");
    records = KAFKA.records(kafka);
  }

  @AfterEach
  void close() {
    records.close();
  }

  @Test
  void oldChunksGoAndWhatIsReleasedIsCarriedForward() throws Exception {
    // given: the first checkpoint is released elsewhere, too
    try (TestTrainer trainer = trainer("here");
        ChunkLog chunks = new ChunkLog(kafka)) {
      String pinned = train(trainer, 0);
      records.send(Topic.RELEASES, "pinned", release(pinned));
      Checkpoint asPublished = board().get(pinned);
      records.send(Topic.EVALUATIONS, pinned, evaluation(pinned, 0));
      for (int i = 1; i <= 60; i++) {
        records.send(Topic.EVALUATIONS, "long-gone-" + i, evaluation("long-gone-" + i, i));
      }

      // when
      for (int round = 1; round <= 8; round++) {
        train(trainer, round);
      }

      // then: few are left, among them the pinned one with its chunks in another place
      await().atMost(PATIENCE).until(() -> board().size() <= 4);
      Map<String, Checkpoint> board = board();
      assertThat(board).containsKey(pinned);
      CheckpointFile before = weights(asPublished);
      CheckpointFile after = weights(board.get(pinned));
      assertThat(after.getSha256()).isEqualTo(before.getSha256());
      List<ChunkPlace> old = ChunkPlace.of(before);
      assertThat(ChunkPlace.of(after)).doesNotContainAnyElementsOf(old);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(old)
                      .allMatch(place -> chunks.starts().get(place.partition()) > place.offset()));

      // and: of what was found about those that went only the latest is left
      await().atMost(PATIENCE).until(() -> evaluations().size() == 51);
      assertThat(evaluations())
          .contains(pinned, "long-gone-60", "long-gone-11")
          .doesNotContain("long-gone-10");

      // and: everything on the board can be fetched
      for (Checkpoint checkpoint : board.values()) {
        Path files = new CheckpointFetcher(kafka, directory.resolve("fetched")).fetch(checkpoint);
        assertThat(Files.size(files.resolve("generator.safetensors"))).isEqualTo(2_000_000);
      }
    }

    // and: a trainer goes on from what is left
    long steps = newest().getStep();
    FakeLearners later = new FakeLearners();
    try (TestTrainer trainer = new TestTrainer(kafka, settings("elsewhere"), later)) {
      await().atMost(PATIENCE).until(() -> !later.origins.isEmpty());
      assertThat(later.origins).containsExactly(newest().getCheckpointId());
      train(trainer, 9);
      assertThat(newest().getStep()).isGreaterThan(steps);
    }
  }

  private TestTrainer trainer(String place) {
    return new TestTrainer(kafka, settings(place), learners);
  }

  private TrainerSettings settings(String place) {
    TrainerSettings settings = TestTrainer.settings("one", directory.resolve(place));
    return new TrainerSettings(
        settings.config(),
        settings.id(),
        new RetentionSettings(2, 1, 0, Duration.ofHours(1), 8 << 20),
        settings.pauseAfterFailure());
  }

  /** Lets it learn a few more pairs and waits for the checkpoint. */
  private String train(TestTrainer trainer, int round) {
    String before = trainer.board.checkpoint().orElse("");
    FixedPairs.send(kafka, records, round * 6, 6);
    await().atMost(PATIENCE).until(() -> !trainer.board.checkpoint().orElse("").equals(before));
    return trainer.board.checkpoint().orElseThrow();
  }

  private Checkpoint newest() {
    return board().values().stream()
        .max(java.util.Comparator.comparing(Checkpoint::getStep))
        .orElseThrow();
  }

  private Map<String, Checkpoint> board() {
    Map<String, Checkpoint> board = new LinkedHashMap<>();
    records
        .readAll(Topic.CHECKPOINTS, Checkpoint.class)
        .forEach(
            record -> {
              if (record.value() == null) {
                board.remove(record.key());
              } else {
                board.put(record.key(), record.value());
              }
            });
    return board;
  }

  private Set<String> evaluations() {
    Set<String> ids = new HashSet<>();
    records
        .readAll(Topic.EVALUATIONS, Evaluation.class)
        .forEach(
            record -> {
              if (record.value() == null) {
                ids.remove(record.key());
              } else {
                ids.add(record.key());
              }
            });
    return ids;
  }

  private static Evaluation evaluation(String id, long second) {
    return Evaluation.newBuilder()
        .setCheckpointId(id)
        .setVerdict(Verdict.BLESSED)
        .setReasons(List.of())
        .setDecidedBy("test")
        .setDecidedAt(Instant.EPOCH.plusSeconds(second))
        .build();
  }

  private static CheckpointFile weights(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream()
        .filter(file -> file.getName().equals("generator.safetensors"))
        .findFirst()
        .orElseThrow();
  }

  private static Release release(String checkpointId) {
    return Release.newBuilder()
        .setChannel("pinned")
        .setCheckpointId(checkpointId)
        .setReleasedBy("test")
        .setReason("kept for comparison")
        .setReleasedAt(Instant.EPOCH)
        .build();
  }
}
