package dev.xmcgan.trainer.releases;

import static dev.xmcgan.trainer.releases.Book.release;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise-5")
class GateTaskTest {
  @Test
  void theNewestThatTrainingMadeIsHeldAgainstWhatServes() {
    // given
    Book book = new Book().trained("a", 1).trained("b", 2).trained("c", 3).serves("a");
    book.judged("a", Verdict.BLESSED);

    // then: what a newer one has overtaken is not judged any more
    assertThat(next(book)).contains("Candidate c against a");
  }

  @Test
  void whatWasJudgedIsNotJudgedAgain() {
    // given
    Book book = new Book().trained("a", 1).trained("b", 2).serves("a").judged("a", Verdict.BLESSED);

    // then
    for (Verdict verdict : new Verdict[] {Verdict.REJECTED, Verdict.UNKNOWN, Verdict.BLESSED}) {
      assertThat(next(book.judged("b", verdict))).isEmpty();
    }
  }

  @Test
  void whatSomebodyReleasedPastTheGateComesFirst() {
    // given
    Book book =
        new Book()
            .trained("a", 1)
            .trained("b", 2)
            .checkpoint("foreign", CheckpointOrigin.IMPORTED, 0, "generator.safetensors")
            .judged("a", Verdict.BLESSED)
            .serves(release("foreign").setPreviousCheckpointId("a").build());

    // then
    assertThat(next(book)).contains("Served foreign against a");

    // when
    book.judged("foreign", Verdict.BLESSED);

    // then
    assertThat(next(book)).contains("Candidate b against foreign");
  }

  @Test
  void theFirstReleaseIsHeldAgainstNothing() {
    assertThat(next(new Book().trained("a", 1))).contains("Candidate a against nothing");
    assertThat(
            next(
                new Book()
                    .checkpoint("starter", "starter", 0, "generator.safetensors")
                    .serves("starter")))
        .contains("Served starter against nothing");
  }

  @Test
  void aCandidateIsNotHeldAgainstWhatIsUnfitItself() {
    // given
    Book book = new Book().trained("a", 1).trained("b", 2).serves("a").judged("a", Verdict.BARRED);

    // then
    assertThat(next(book)).contains("Candidate b against nothing");
  }

  @Test
  void whatPeopleBringInIsNoCandidate() {
    // given
    Book book =
        new Book()
            .checkpoint("mine", CheckpointOrigin.IMPORTED, 9, "trainer.safetensors")
            .checkpoint("served-only", "trainer", 8, "generator.safetensors");

    // then
    assertThat(next(book)).isEmpty();
  }

  @Test
  void whatTrainingMadeIsJudgedWithoutItsStateToo() {
    // given
    Book book = new Book().trained("a", 1).judged("a", Verdict.BLESSED).serves("a");
    book.came("b", "a", 2, "other", "generator.safetensors");

    // then
    assertThat(next(book)).contains("Candidate b against a");
  }

  @Test
  void weightsThatWereJudgedAreNotJudgedAgainWhenTheirStateComes() {
    // given
    Book book = new Book().trained("a", 1).judged("a", Verdict.BLESSED).serves("a");
    book.came("b", "a", 2, "same", "generator.safetensors");
    book.came("c", "b", 2, "same", "generator.safetensors", "trainer.safetensors");

    // then: not yet judged
    assertThat(next(book)).contains("Candidate c against a");

    // when
    book.judged("b", Verdict.REJECTED);

    // then
    assertThat(next(book)).isEmpty();
  }

  @Test
  void whatAnotherChannelsTrainingMadeIsNoCandidate() {
    // given
    Book book = new Book().trained("a", 1).judged("a", Verdict.BLESSED).serves("a");
    book.trainedFor("photos", "b", 2);

    // then
    assertThat(next(book)).isEmpty();
    assertThat(GateTask.next(book.book(), "photos"))
        .map(task -> task.checkpoint().getCheckpointId())
        .contains("b");
  }

  @Test
  void aCandidateIsHeldAgainstTheBestSoFarToo() {
    // given
    Book book =
        new Book()
            .trained("a", 1)
            .trained("b", 2)
            .trained("c", 3)
            .judged("b", Verdict.BLESSED)
            .serves(release("b").setBestCheckpointId("a").build());

    // then
    assertThat(best(book)).contains("a");

    // when: it turned out bad
    book.judged("a", Verdict.BARRED);

    // then
    assertThat(best(book)).contains("b");
  }

  @Test
  void aReleaseOfAnUnknownCheckpointCannotBeJudged() {
    assertThat(next(new Book().serves("nobody-knows"))).isEmpty();
  }

  private static Optional<String> best(Book book) {
    return GateTask.next(book.book(), "stable")
        .flatMap(task -> task.against().best())
        .map(Checkpoint::getCheckpointId);
  }

  private static Optional<String> next(Book book) {
    return GateTask.next(book.book(), "stable")
        .map(
            task ->
                "%s %s against %s"
                    .formatted(
                        task.getClass().getSimpleName(),
                        task.checkpoint().getCheckpointId(),
                        task.against()
                            .served()
                            .map(Checkpoint::getCheckpointId)
                            .orElse("nothing")));
  }
}
