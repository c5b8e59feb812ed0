package dev.xmcgan.trainer.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StartingPointTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final Checkpoint starter = checkpoint("starter", null, "people", 3000, false);
  private final Checkpoint first = checkpoint("first", "starter", "one", 3100, true);
  private final Checkpoint second = checkpoint("second", "first", "one", 3200, true);
  private final Checkpoint third = checkpoint("third", "second", "one", 3300, true);
  private final Checkpoint stray = checkpoint("stray", "first", "two", 9000, true);

  @Test
  void withoutAnyCheckpointTrainingStartsFromNothing() {
    assertThat(StartingPoint.candidates(List.of(), Optional.empty(), "one")).isEmpty();
    assertThat(StartingPoint.candidates(List.of(), release("gone"), "one")).isEmpty();
  }

  @Test
  void aStarterAloneLendsItsWeights() {
    assertThat(candidates(release("starter"), starter)).containsExactly("starter");
    assertThat(candidates(Optional.empty(), starter)).containsExactly("starter");
  }

  @Test
  void theNewestOfTheReleasedLineIsFirst() {
    assertThat(candidates(release("third"), starter, first, second, third))
        .containsExactly("third", "second", "first", "starter");
  }

  @Test
  void progressThatWasNotReleasedIsNotLost() {
    assertThat(candidates(release("starter"), starter, first, second)).startsWith("second");
  }

  @Test
  void afterAReleaseOfAnotherBranchItsOwnLineIsLeft() {
    assertThat(candidates(release("second"), starter, first, second, stray))
        .containsExactly("second", "first", "starter");
    assertThat(candidates(release("stray"), starter, first, second, stray))
        .containsExactly("stray", "first", "starter");
  }

  @Test
  void withoutAReleaseOnesOwnNewestIsFirst() {
    assertThat(candidates(Optional.empty(), starter, first, second, stray))
        .containsExactly("second", "first", "stray", "starter");
  }

  @Test
  void aCircleOfParentsEnds() {
    // given
    Checkpoint one = checkpoint("x", "y", "one", 1, true);
    Checkpoint other = checkpoint("y", "x", "one", 2, true);

    // then
    assertThat(candidates(release("x"), one, other)).containsExactly("y", "x");
  }

  private List<String> candidates(Optional<Release> release, Checkpoint... checkpoints) {
    List<Checkpoint> shuffled = new ArrayList<>(List.of(checkpoints));
    Collections.shuffle(shuffled, new Random(5));
    return StartingPoint.candidates(shuffled, release, "one").stream()
        .map(Checkpoint::getCheckpointId)
        .toList();
  }

  private static Optional<Release> release(String checkpointId) {
    return Optional.of(
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(checkpointId)
            .setReleasedBy("somebody")
            .setReason("test")
            .setReleasedAt(NOW)
            .build());
  }

  private static Checkpoint checkpoint(
      String id, String parent, String trainer, long step, boolean trainable) {
    List<CheckpointFile> files =
        Stream.of("config.json", "generator.safetensors", "trainer.safetensors")
            .filter(name -> trainable || !name.startsWith("trainer"))
            .map(StartingPointTest::file)
            .toList();
    return Checkpoint.newBuilder()
        .setCheckpointId(id)
        .setParentId(parent)
        .setTrainerId(trainer)
        .setStep(step)
        .setPairsSeen(step * 16)
        .setModelConfig("{}")
        .setTextEncoder("encoder@1")
        .setFiles(files)
        .setCreatedAt(NOW.plusSeconds(step))
        .build();
  }

  private static CheckpointFile file(String name) {
    return CheckpointFile.newBuilder()
        .setName(name)
        .setSizeBytes(0)
        .setSha256("")
        .setPartition(0)
        .setOffsets(List.of())
        .build();
  }
}
