package dev.xmcgan.trainer.releases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.EvaluationScore;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise-8")
class RejectedLineTest {
  private static final int MOST = 3;
  private static final List<EvaluationScore> SCORED =
      List.of(EvaluationScore.newBuilder().setMetric("kid").setValue(1).setProtocol("{}").build());

  @Test
  void oneRejectionTooManyInARowSendsTrainingBackAtHalfItsRates() {
    // given
    Release.Builder release = Book.release("good");

    // then
    assertThat(line(release, Verdict.REJECTED, Verdict.REJECTED)).isEmpty();
    assertThat(line(release, Verdict.REJECTED, Verdict.REJECTED, Verdict.REJECTED))
        .hasValueSatisfying(
            line -> {
              assertThat(line.rate()).isEqualTo(0.5);
              assertThat(line.reason())
                  .startsWith("3 checkpoints in a row")
                  .contains("to good, at");
            });
  }

  @Test
  void whatIsHeldDoesNotEndTheRowAndWhatIsBlessedDoes() {
    // given
    Release.Builder release = Book.release("good");

    // then
    assertThat(line(release, Verdict.REJECTED, Verdict.REJECTED, Verdict.UNKNOWN, Verdict.REJECTED))
        .isPresent();
    assertThat(line(release, Verdict.REJECTED, Verdict.REJECTED, Verdict.BLESSED, Verdict.REJECTED))
        .isEmpty();
  }

  @Test
  void eachTryIsSlowerButNotWithoutEnd() {
    for (double[] rates : List.of(new double[] {0.5, 0.25}, new double[] {1.0 / 16, 1.0 / 16})) {
      assertThat(
              line(
                      Book.release("good").setTrainFrom("good").setTrainRate(rates[0]),
                      Verdict.REJECTED,
                      Verdict.REJECTED,
                      Verdict.REJECTED)
                  .orElseThrow()
                  .rate())
          .isEqualTo(rates[1]);
    }
  }

  @Test
  void aPinnedChannelIsLeftAlone() {
    assertThat(
            line(
                Book.release("good").setPinned(true),
                Verdict.REJECTED,
                Verdict.REJECTED,
                Verdict.REJECTED))
        .isEmpty();
  }

  @Test
  void whatWasJudgedBeforeTheReleaseIsForgiven() {
    assertThat(
            line(
                Book.release("good").setReleasedAt(Book.NOW.plusSeconds(2)),
                Verdict.REJECTED,
                Verdict.REJECTED,
                Verdict.REJECTED))
        .isEmpty();
  }

  @Test
  void whatOtherChannelsWereToldDoesNotCount() {
    // given
    Book book = new Book().trained("good", 1).serves("good");
    Evaluation last = evaluation("c4", Verdict.REJECTED, 4, SCORED);

    // then: neither their rejections
    assertThat(
            RejectedLine.of(
                with(
                    book,
                    evaluation("c1", Verdict.REJECTED, 1, SCORED),
                    ofPhotos(evaluation("p2", Verdict.REJECTED, 2, SCORED)),
                    ofPhotos(evaluation("p3", Verdict.REJECTED, 3, SCORED))),
                "stable",
                last,
                MOST))
        .isEmpty();

    // and: nor what was good there
    assertThat(
            RejectedLine.of(
                with(
                    book,
                    evaluation("c1", Verdict.REJECTED, 1, SCORED),
                    evaluation("c2", Verdict.REJECTED, 2, SCORED),
                    ofPhotos(evaluation("p3", Verdict.BLESSED, 3, SCORED))),
                "stable",
                last,
                MOST))
        .isPresent();
  }

  @Test
  void twoThatDrawNoImagesAreEnough() {
    // given: rejected without scores
    Book book = new Book().trained("good", 1).serves(Book.release("good").build());
    Evaluation one = evaluation("c1", Verdict.REJECTED, 1, List.of());
    Evaluation two = evaluation("c2", Verdict.REJECTED, 2, List.of());

    // then
    assertThat(RejectedLine.of(with(book, one), "stable", two, MOST)).isPresent();
    assertThat(RejectedLine.of(book.book(), "stable", two, MOST)).isEmpty();
  }

  private static Optional<RejectedLine> line(Release.Builder release, Verdict... verdicts) {
    Book book = new Book().trained("good", 1).serves(release.build());
    Evaluation[] found = new Evaluation[verdicts.length];
    for (int i = 0; i < found.length; i++) {
      found[i] = evaluation("c" + i, verdicts[i], i + 1, SCORED);
    }
    return RejectedLine.of(
        with(book, Arrays.copyOf(found, found.length - 1)),
        "stable",
        found[found.length - 1],
        MOST);
  }

  private static ReleaseSnapshot with(Book book, Evaluation... found) {
    Map<String, Evaluation> evaluations = new HashMap<>();
    for (Evaluation each : found) {
      evaluations.put(each.getCheckpointId(), each);
    }
    return new ReleaseSnapshot(book.book().checkpoints(), book.book().releases(), evaluations);
  }

  private static Evaluation ofPhotos(Evaluation found) {
    return Evaluation.newBuilder(found).setChannel("photos").build();
  }

  private static Evaluation evaluation(
      String id, Verdict verdict, int second, List<EvaluationScore> scores) {
    return Evaluation.newBuilder()
        .setCheckpointId(id)
        .setVerdict(verdict)
        .setReasons(List.of(verdict + " it was"))
        .setScores(scores)
        .setDecidedBy("trainer")
        .setDecidedAt(Book.NOW.plusSeconds(second))
        .build();
  }
}
