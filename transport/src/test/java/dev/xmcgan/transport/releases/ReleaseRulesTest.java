package dev.xmcgan.transport.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.ServedRelease;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.releases.ReleaseRefusedException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise-5")
class ReleaseRulesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final Map<String, Checkpoint> checkpoints = new HashMap<>();
  private final Map<String, Release> releases = new HashMap<>();
  private final Map<String, Evaluation> evaluations = new HashMap<>();

  @Test
  void aPromotedCheckpointNamesWhoWhyAndWhatItReplaces() {
    // given
    known("a", "b");
    serves("a", null);

    // when
    ReleaseChange change = rules().promote("stable", "b", "looks better", false);

    // then
    Release release = change.release().orElseThrow();
    assertThat(release.getChannel()).isEqualTo("stable");
    assertThat(release.getCheckpointId()).isEqualTo("b");
    assertThat(release.getReleasedBy()).isEqualTo("ann");
    assertThat(release.getReason()).isEqualTo("looks better");
    assertThat(release.getReleasedAt()).isEqualTo(NOW);
    assertThat(release.getPreviousCheckpointId()).isEqualTo("a");
    assertThat(release.getPinned()).isFalse();
    assertThat(change.evaluation()).isEmpty();
  }

  @Test
  void whatWasFoundUnfitIsOnlyPromotedPinned() {
    // given
    known("a", "b");
    serves("a", null);
    judged("b", Verdict.REJECTED, 1);

    // then
    assertThatThrownBy(() -> rules().promote("stable", "b", "why not", false))
        .isInstanceOfSatisfying(
            ReleaseRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.UNFIT_CHECKPOINT))
        .hasMessageContaining("b is rejected: b was REJECTED");
    assertThat(rules().promote("stable", "b", "why not", true).release().orElseThrow().getPinned())
        .isTrue();
  }

  @Test
  void theBestFollowsReleasesThatNothingJudges() {
    // given
    known("a", "b");
    serves("a", null);

    // when
    Release next =
        rules()
            .follow("stable", checkpoints.get("b"), "without a gate")
            .flatMap(ReleaseChange::release)
            .get();

    // then
    assertThat(next.getBestCheckpointId()).isEqualTo("b");
  }

  @Test
  void whatComesFromABarredOneIsNotReleasedOnTheWayHoweverItWasJudged() {
    // given: a was barred while b, which comes from it, was judged or published
    known("a", "b", "serving");
    serves("serving", null);
    Checkpoint b = Checkpoint.newBuilder(checkpoints.get("b")).setParentId("a").build();
    checkpoints.put("b", b);
    judged("a", Verdict.BARRED, 1);

    // then
    assertThatThrownBy(() -> rules().bless("stable", found("b", false, "serving"), "trained"))
        .isInstanceOf(ReleaseRefusedException.class)
        .hasMessageContaining("b comes from a, which was rolled back");
    assertThat(rules().follow("stable", b, "without a gate")).isEmpty();
  }

  @Test
  void theBestMovesOnlyWhenTheGateFoundSo() {
    // given
    known("a", "b", "c");
    serves("a", null);

    // then: no better
    Release next = rules().bless("stable", found("b", false, "a"), "trained").release().get();
    assertThat(next.getBestCheckpointId()).isEqualTo("a");

    // when
    releases.put("stable", next);

    // then: better
    assertThat(
            rules()
                .bless("stable", found("c", true, "a"), "trained")
                .release()
                .get()
                .getBestCheckpointId())
        .isEqualTo("c");

    // when: a person releases the same, or what was never judged
    evaluations.put("c", found("c", true, "a"));

    // then
    assertThat(promoted("c").getBestCheckpointId()).isEqualTo("c");
    evaluations.put("c", found("c", true, "somebody else"));
    assertThat(promoted("c").getBestCheckpointId()).isEqualTo("a");
  }

  @Test
  void whatNoTrainingMadeIsABeginning() {
    // given
    known("a", "b");
    serves("a", null);
    checkpoints.computeIfPresent(
        "b", (id, made) -> Checkpoint.newBuilder(made).setPairsSeen(0).build());

    // then
    assertThat(promoted("b").getBestCheckpointId()).isEqualTo("b");
  }

  @Test
  void howLongEachServedIsRemembered() {
    // given
    known("a", "b");
    serves("a", null);
    releases.computeIfPresent(
        "stable",
        (channel, now) ->
            Release.newBuilder(now)
                .setReleasedAt(NOW.minusSeconds(60))
                .setServed(List.of(new ServedRelease("b", 7L), new ServedRelease("a", 40L)))
                .build());

    // then
    assertThat(promoted("b").getServed())
        .containsExactly(new ServedRelease("b", 7L), new ServedRelease("a", 100L));
    assertThat(rules().pin("stable", "keep").release().get().getServed())
        .contains(new ServedRelease("a", 100L));
  }

  @Test
  void whatCameOfARolledBackOneIsOnlyPromotedPinned() {
    // given
    known("a", "b", "c");
    serves("a", null);
    checkpoints.computeIfPresent(
        "c", (id, made) -> Checkpoint.newBuilder(made).setParentId("b").build());
    judged("b", Verdict.BARRED, 1);

    // then
    assertThatThrownBy(() -> rules().promote("stable", "c", "why not", false))
        .isInstanceOf(ReleaseRefusedException.class)
        .hasMessageContaining("c comes from b, which was rolled back");
    assertThat(rules().promote("stable", "c", "why not", true).release()).isPresent();
  }

  @Test
  void anotherTryStartsFromTheBestWhileTheReleaseStays() {
    // given
    known("a", "b", "c");
    serves("b", "a");
    releases.computeIfPresent(
        "stable", (channel, now) -> Release.newBuilder(now).setBestCheckpointId("a").build());

    // when
    Release again =
        rules().retrain("stable", found("c", false, "a"), 0.5, "rejected").release().get();

    // then
    assertThat(again.getCheckpointId()).isEqualTo("b");
    assertThat(again.getPreviousCheckpointId()).isEqualTo("a");
    assertThat(again.getTrainFrom()).isEqualTo("a");
    assertThat(again.getTrainRate()).isEqualTo(0.5);

    // when
    releases.put("stable", again);

    // then: until the next release
    assertThat(promoted("c").getTrainFrom()).isNull();
  }

  private Release promoted(String id) {
    return rules().promote("stable", id, "liked", false).release().orElseThrow();
  }

  private static Evaluation found(String id, boolean movesBest, String best) {
    return Evaluation.newBuilder()
        .setCheckpointId(id)
        .setVerdict(Verdict.BLESSED)
        .setReasons(List.of("good"))
        .setBest(best)
        .setMovesBest(movesBest)
        .setDecidedBy("trainer")
        .setDecidedAt(NOW)
        .build();
  }

  @Test
  void aRollbackGoesToWhatWasServedBeforeAndBarsTheBadOneWithItsScores() {
    // given
    known("a", "b", "c");
    serves("c", "b");
    judged("a", Verdict.BLESSED, 9);
    judged("c", Verdict.BLESSED, 2);

    // when
    ReleaseChange change = rules().rollBack("stable", Optional.empty(), "all images are grey");

    // then
    Release release = change.release().orElseThrow();
    assertThat(release.getCheckpointId()).isEqualTo("b");
    assertThat(release.getRolledBackFrom()).isEqualTo("c");
    assertThat(release.getPreviousCheckpointId()).isEqualTo("c");
    Evaluation barred = change.evaluation().orElseThrow();
    assertThat(barred.getCheckpointId()).isEqualTo("c");
    assertThat(barred.getVerdict()).isEqualTo(Verdict.BARRED);
    assertThat(barred.getReasons()).containsExactly("all images are grey", "c was BLESSED");
    assertThat(barred.getScores()).hasSize(1);
    assertThat(barred.getDecidedBy()).isEqualTo("ann");
  }

  @Test
  void whereWhatWasServedBeforeIsUnfitOrGoneTheLastBlessedServes() {
    // given
    known("old", "newer", "bad", "now");
    serves("now", "bad");
    judged("bad", Verdict.BARRED, 8);
    judged("old", Verdict.BLESSED, 1);
    judged("newer", Verdict.BLESSED, 2);
    judged("gone", Verdict.BLESSED, 3);

    // then
    assertThat(book().lastGood("stable")).contains("newer");
  }

  @Test
  void withoutAnotherGoodOneThereIsNothingToGoBackTo() {
    // given
    known("now", "bad");
    serves("now", "bad");
    judged("bad", Verdict.REJECTED, 1);
    judged("now", Verdict.BLESSED, 2);

    // then
    assertThatThrownBy(() -> rules().rollBack("stable", Optional.empty(), "bad"))
        .isInstanceOfSatisfying(
            ReleaseRefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NOTHING_TO_GO_BACK_TO));
    assertThatThrownBy(() -> rules().rollBack("stable", Optional.of("bad"), "bad"))
        .isInstanceOf(ReleaseRefusedException.class);
    assertThatThrownBy(() -> rules().rollBack("canary", Optional.empty(), "bad"))
        .hasMessageContaining("nothing is released as canary");
  }

  @Test
  void aPinKeepsWhatIsServedAndWhatWasBefore() {
    // given
    known("a", "b");
    serves("b", "a");

    // when
    Release pinned = rules().pin("stable", "demo day").release().orElseThrow();
    releases.put("stable", pinned);
    Release unpinned = rules().unpin("stable", "over").release().orElseThrow();

    // then
    assertThat(pinned.getPinned()).isTrue();
    assertThat(pinned.getCheckpointId()).isEqualTo("b");
    assertThat(pinned.getPreviousCheckpointId()).isEqualTo("a");
    assertThat(pinned.getReason()).isEqualTo("demo day");
    assertThat(unpinned.getPinned()).isFalse();
    assertThat(unpinned.getCheckpointId()).isEqualTo("b");
  }

  private ReleaseSnapshot book() {
    return new ReleaseSnapshot(checkpoints, releases, evaluations);
  }

  private ReleaseRules rules() {
    return new ReleaseRules(book(), "ann", Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private void known(String... ids) {
    for (String id : ids) {
      checkpoints.put(
          id,
          Checkpoint.newBuilder()
              .setCheckpointId(id)
              .setTrainerId("trainer")
              .setStep(1)
              .setPairsSeen(1)
              .setModelConfig("{}")
              .setTextEncoder("bert")
              .setFiles(List.of())
              .setCreatedAt(NOW)
              .build());
    }
  }

  private void serves(String checkpointId, String before) {
    releases.put(
        "stable",
        Release.newBuilder()
            .setChannel("stable")
            .setCheckpointId(checkpointId)
            .setReleasedBy("trainer")
            .setReason("trained")
            .setReleasedAt(NOW)
            .setPreviousCheckpointId(before)
            .build());
  }

  private void judged(String checkpointId, Verdict verdict, int second) {
    evaluations.put(
        checkpointId,
        Evaluation.newBuilder()
            .setCheckpointId(checkpointId)
            .setVerdict(verdict)
            .setReasons(List.of(checkpointId + " was " + verdict))
            .setScores(
                List.of(
                    EvaluationScore.newBuilder()
                        .setMetric("kid")
                        .setValue(0.1)
                        .setProtocol("{}")
                        .build()))
            .setDecidedBy("trainer")
            .setDecidedAt(NOW.plusSeconds(second))
            .build());
  }
}
