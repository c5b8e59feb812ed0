package dev.xmcgan.trainer.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OldEvaluationsTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

  private final Map<String, Evaluation> evaluations = new HashMap<>();

  @Test
  void onlyTheLatestOutliveTheirCheckpoints() {
    // given: a thousand were judged, the last three are there
    for (int i = 0; i < 1000; i++) {
      judged("c" + i, i, Verdict.BLESSED);
    }

    // when
    Set<String> old = old(Map.of(), checkpoint("c997"), checkpoint("c998"), checkpoint("c999"));

    // then
    assertThat(old).hasSize(1000 - RetentionSettings.EVALUATIONS).contains("c0", "c949");
    assertThat(old).doesNotContain("c950", "c999");
  }

  @Test
  void whatIsThereKeepsItsOwnHoweverOld() {
    // given
    many();
    judged("starter", -2, Verdict.BLESSED);

    // then
    assertThat(old(Map.of(), checkpoint("starter"))).doesNotContain("starter").contains("m0");
    assertThat(old(Map.of())).contains("starter");
  }

  @Test
  void thatOneWasRolledBackIsKnownAsLongAsSomethingOfItIsThere() {
    // given
    many();
    judged("barred", -2, Verdict.BARRED);
    Checkpoint child = Checkpoint.newBuilder(checkpoint("child")).setParentId("barred").build();

    // then
    assertThat(old(Map.of(), child)).doesNotContain("barred");
    assertThat(old(Map.of())).contains("barred");
  }

  @Test
  void whatReleasesNameKeepsItsOwn() {
    // given
    many();
    for (String id : List.of("served", "before", "best", "from")) {
      judged(id, -2, Verdict.BLESSED);
    }
    Release release =
        Release.newBuilder(TestManifests.release("stable", "served"))
            .setPreviousCheckpointId("before")
            .setBestCheckpointId("best")
            .setTrainFrom("from")
            .build();

    // then
    assertThat(old(Map.of("stable", release)))
        .doesNotContain("served", "before", "best", "from")
        .contains("m0");
  }

  @Test
  void aChannelThatIsJudgedSeldomKeepsItsLatestBesideABusyOne() {
    // given
    judged("seldom", -2, Verdict.REJECTED);
    evaluations.compute(
        "seldom", (id, found) -> Evaluation.newBuilder(found).setChannel("photos").build());
    many();

    // then
    assertThat(old(Map.of())).doesNotContain("seldom").containsExactly("m0");
  }

  private void many() {
    for (int i = 0; i < RetentionSettings.EVALUATIONS + 1; i++) {
      judged("m" + i, i, Verdict.REJECTED);
    }
  }

  private Set<String> old(Map<String, Release> releases, Checkpoint... kept) {
    return OldEvaluations.of(new ReleaseSnapshot(Map.of(), releases, evaluations), List.of(kept));
  }

  private void judged(String id, long second, Verdict verdict) {
    evaluations.put(
        id,
        Evaluation.newBuilder()
            .setCheckpointId(id)
            .setVerdict(verdict)
            .setReasons(List.of())
            .setDecidedBy("trainer")
            .setDecidedAt(BEGIN.plusSeconds(second))
            .build());
  }

  private static Checkpoint checkpoint(String id) {
    return Checkpoint.newBuilder()
        .setCheckpointId(id)
        .setTrainerId("one")
        .setStep(1)
        .setPairsSeen(1)
        .setModelConfig("{}")
        .setTextEncoder("bert")
        .setFiles(List.of())
        .setCreatedAt(BEGIN)
        .build();
  }
}
