package dev.xmcgan.trainer.releases;

import static dev.xmcgan.trainer.releases.Book.NOW;
import static dev.xmcgan.trainer.releases.Book.release;
import static dev.xmcgan.trainer.releases.Book.worker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.schemas.ServedChannel;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("promise-5")
class RollbackRuleTest {
  private final Book book = new Book().trained("good", 1).trained("bad", 2).serves("bad");

  @Test
  void aReleaseThatEveryWorkerRefusesIsTakenBackAtOnce() {
    assertThat(reason(Duration.ofSeconds(1), refuses("w-1"), refuses("w-2")))
        .contains("refused by 2 of 2 workers: NaN in a weight");
  }

  @Test
  void workersOfOtherChannelsAreNotHeardUnlessTheyServeThisOneToo() {
    // given
    ServedChannel refuses =
        ServedChannel.newBuilder()
            .setChannel("stable")
            .setRefusedCheckpointId("bad")
            .setRefusalIsFinal(true)
            .setDetail("NaN in a weight")
            .build();
    Duration later = Duration.ofSeconds(9);

    // then
    assertThat(reason(later, refuses("w-1").setChannel("photos"))).isEmpty();
    assertThat(reason(later, worker("w-1").setChannel("photos").setAlsoServed(List.of(refuses))))
        .contains("refused by 1 of 1 workers: NaN in a weight");
  }

  @Test
  void whileOthersMayStillTakeItOneRefusalWaits() {
    assertThat(reason(Duration.ofSeconds(4), refuses("w-1"), worker("w-2"))).isEmpty();
    assertThat(reason(RollbackRule.PATIENCE.plusMillis(1), refuses("w-1"), worker("w-2")))
        .contains("refused by 1 of 2 workers: NaN in a weight");
  }

  @Test
  void whatAnotherWorkerServesIsNotTakenBackForARefusal() {
    assertThat(reason(Duration.ofSeconds(9), refuses("w-1"), worker("w-2").setCheckpointId("bad")))
        .isEmpty();
  }

  @Test
  void aRefusalThatMayPassIsWaitedOut() {
    assertThat(reason(Duration.ofSeconds(9), refuses("w-1").setRefusalIsFinal(false))).isEmpty();
  }

  @Test
  void whatMostWorkersCannotLoadIsTakenBackOnceTheyHadTheTime() {
    // given
    WorkerStatus.Builder[] two = {local("w-1"), local("w-2"), lately("w-3").setCheckpointId("bad")};

    // then
    assertThat(reason(RollbackRule.TIME_TO_LOAD, two)).isEmpty();
    assertThat(reason(RollbackRule.TIME_TO_LOAD.plusMillis(1), two))
        .contains("2 of 3 workers could not load it: out of memory");
  }

  @Test
  void halfOfThemOrOneAloneIsNoVerdict() {
    // given
    Duration later = RollbackRule.TIME_TO_LOAD.plusMillis(1);

    // then
    assertThat(reason(later, local("w-1"))).isEmpty();
    assertThat(reason(later, local("w-1"), local("w-2"), lately("w-3"), lately("w-4"))).isEmpty();
  }

  @Test
  void onlyWorkersThatAreAtWorkAndHaveSeenTheReleaseAreHeard() {
    WorkerStatus.Builder before = refuses("w-1").setUpdatedAt(NOW.minusSeconds(1));
    WorkerStatus.Builder trainer = refuses("w-2").setRole(WorkerRole.TRAINER);
    WorkerStatus.Builder gone = refuses("w-3").setState(WorkerState.STOPPED);
    WorkerStatus.Builder other = refuses("w-4").setRefusedCheckpointId("other");

    assertThat(reason(Duration.ofSeconds(9), before, trainer, gone, other)).isEmpty();
    assertThat(reason(RollbackRule.FRESH.plusSeconds(2), refuses("w-5"))).isEmpty();
  }

  @Test
  void aCheckpointThatSpoilsRequestsIsTakenBack() {
    assertThat(reason(Duration.ofSeconds(2), serving("w-1", 10, 2), serving("w-2", 2, 1)))
        .contains("it spoiled 3 requests beside 12 images that it drew");
  }

  @Test
  void fewFailuresMayBeChance() {
    assertThat(reason(Duration.ofSeconds(2), serving("w-1", 0, 2))).isEmpty();
    assertThat(reason(Duration.ofSeconds(2), serving("w-1", 997, 3))).isEmpty();
  }

  @Test
  void whatWasFoundUnfitIsTakenBackWhoeverReleasedIt() {
    // given
    book.judged("bad", Verdict.REJECTED);
    assertThat(reason(Duration.ZERO)).contains("REJECTED it was");

    // when
    book.judged("bad", Verdict.BARRED);

    // then
    assertThat(reason(RollbackRule.GRACE)).contains("rolled back before: BARRED it was");
  }

  @Test
  void whoBarsACheckpointByHandIsNotOvertaken() {
    // given
    book.judged("bad", Verdict.BARRED);

    // then: the release that goes with it may not show yet
    assertThat(reason(RollbackRule.GRACE.minusMillis(1))).isEmpty();
  }

  @Test
  void aPinnedReleaseIsLeftAlone() {
    // given
    book.judged("bad", Verdict.BARRED).serves(release("bad").setPinned(true).build());

    // then
    assertThat(reason(Duration.ofSeconds(9), refuses("w-1"), serving("w-2", 0, 50))).isEmpty();
  }

  @Test
  void whatIsAWayBackItselfIsLeftAloneWhenWorkersRefuseThatToo() {
    // given
    book.serves(release("good").setRolledBackFrom("bad").build());

    // then
    assertThat(reason(Duration.ofSeconds(9), refuses("w-1").setRefusedCheckpointId("good")))
        .isEmpty();
  }

  @Test
  void withoutAReleaseThereIsNothingToTakeBack() {
    assertThat(RollbackRule.reason(new Book().book(), "stable", List.of(), NOW)).isEmpty();
  }

  private Optional<String> reason(Duration later, WorkerStatus.Builder... workers) {
    List<WorkerStatus> statuses =
        List.of(workers).stream().map(WorkerStatus.Builder::build).toList();
    return RollbackRule.reason(book.book(), "stable", statuses, NOW.plus(later));
  }

  private static WorkerStatus.Builder refuses(String id) {
    return worker(id)
        .setCheckpointId("good")
        .setRefusedCheckpointId("bad")
        .setRefusalIsFinal(true)
        .setDetail("NaN in a weight");
  }

  private static WorkerStatus.Builder local(String id) {
    return refuses(id)
        .setRefusalIsFinal(false)
        .setDetail("out of memory")
        .setUpdatedAt(lately("").getUpdatedAt());
  }

  private static WorkerStatus.Builder lately(String id) {
    return worker(id).setUpdatedAt(NOW.plus(RollbackRule.TIME_TO_LOAD));
  }

  private static WorkerStatus.Builder serving(String id, long images, long failures) {
    return worker(id)
        .setCheckpointId("bad")
        .setCheckpointImages(images)
        .setCheckpointFailures(failures);
  }
}
