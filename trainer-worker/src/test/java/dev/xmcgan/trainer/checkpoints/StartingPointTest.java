package dev.xmcgan.trainer.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    assertThat(candidates(Optional.empty())).isEmpty();
    assertThat(candidates(release("gone"))).isEmpty();
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
  void afterAWayBackTrainingGoesOnFromThatVeryCheckpoint() {
    // given: second was replaced by third, which was rolled back to first
    Release back =
        Release.newBuilder(release("first").orElseThrow())
            .setRolledBackFrom("third")
            .setPreviousCheckpointId("third")
            .setReleasedAt(NOW.plusSeconds(3350))
            .build();
    Checkpoint since = checkpoint("since", "first", "one", 3400, true);
    Checkpoint late = checkpoint("late", "second", "one", 3500, true);

    // then: not from second, which came before the decision
    assertThat(candidates(Optional.of(back), starter, first, second, third))
        .containsExactly("first", "starter");
    assertThat(candidates(Optional.of(back), starter, first, second, third, late, since))
        .containsExactly("since", "first", "starter");
  }

  @Test
  void whatWasLearnedAgainAfterAKillAndReleasedGoesOnFromItsStateAndNotFromItsWeights() {
    // given: weights of a life served, the next one went on from the state before and released its
    // own, judged by itself or by yet another
    Checkpoint lost = checkpoint("lost", "first", "one", 3150, false);
    Checkpoint again = checkpoint("again", "first", "one", 3160, true);
    Checkpoint bare = checkpoint("bare", "again", "one", 3170, false);
    Release.Builder blessed =
        Release.newBuilder(release("bare").orElseThrow()).setPreviousCheckpointId("lost");
    Release byItself = blessed.setReleasedBy("one").build();
    Release byAnother = blessed.setReleasedBy("two").build();
    Release byAPerson = blessed.setReleasedBy("ann").build();
    ReleaseSnapshot book =
        new ReleaseSnapshot(
            byId(starter, first, lost, again, bare),
            Map.of("stable", byAnother),
            Map.of("bare", evaluation("bare", Verdict.BLESSED, "two")));

    // then
    for (Release release : List.of(byItself, byAnother)) {
      assertThat(StartingPoint.candidates(book, Optional.of(release), "three"))
          .extracting(Checkpoint::getCheckpointId)
          .containsExactly("again", "first", "bare", "starter");
    }
    assertThat(StartingPoint.candidates(book, Optional.of(byAPerson), "three"))
        .extracting(Checkpoint::getCheckpointId)
        .startsWith("bare");
  }

  @Test
  void whatAPersonPinnedIsTrainedFromWithOrWithoutItsState() {
    // given
    Checkpoint bare = checkpoint("bare", "first", "one", 3200, false);
    Release pinned =
        Release.newBuilder(release("bare").orElseThrow())
            .setPinned(true)
            .setReleasedAt(NOW.plusSeconds(5000))
            .build();

    // then
    assertThat(candidates(Optional.of(pinned), starter, first, bare))
        .containsExactly("bare", "first", "starter");
  }

  @Test
  void whereToTrainFromMayBeSaidApart() {
    // given
    Release again =
        Release.newBuilder(release("third").orElseThrow())
            .setTrainFrom("first")
            .setReleasedAt(NOW.plusSeconds(5000))
            .build();

    // then
    assertThat(candidates(Optional.of(again), starter, first, second, third))
        .containsExactly("first", "starter");
  }

  @Test
  void nothingThatCameOfWhatWasRolledBackIsTrainedFrom() {
    // given: second was rolled back; its manifest may be gone already
    Optional<Release> release = release("first");

    // then
    for (Checkpoint[] there :
        List.of(
            new Checkpoint[] {starter, first, second, third},
            new Checkpoint[] {starter, first, third})) {
      ReleaseSnapshot book = book(release, Set.of("second"), there);
      assertThat(StartingPoint.candidates(book, release, "one"))
          .extracting(Checkpoint::getCheckpointId)
          .containsExactly("first", "starter");
      assertThat(StartingPoint.leads(book, release.get(), third)).isFalse();
      assertThat(StartingPoint.candidates(book, Optional.empty(), "one"))
          .extracting(Checkpoint::getCheckpointId)
          .containsExactly("first", "starter");
    }
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
    return StartingPoint.candidates(book(release, Set.of(), checkpoints), release, "one").stream()
        .map(Checkpoint::getCheckpointId)
        .toList();
  }

  private static ReleaseSnapshot book(
      Optional<Release> release, Set<String> barred, Checkpoint... checkpoints) {
    return new ReleaseSnapshot(
        byId(checkpoints),
        release.map(each -> Map.of("stable", each)).orElse(Map.of()),
        barred.stream()
            .collect(Collectors.toMap(id -> id, id -> evaluation(id, Verdict.BARRED, "somebody"))));
  }

  private static Map<String, Checkpoint> byId(Checkpoint... checkpoints) {
    return Stream.of(checkpoints)
        .collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity()));
  }

  private static Evaluation evaluation(String id, Verdict verdict, String by) {
    return Evaluation.newBuilder()
        .setCheckpointId(id)
        .setVerdict(verdict)
        .setReasons(List.of("test"))
        .setDecidedBy(by)
        .setDecidedAt(NOW)
        .build();
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
