package dev.xmcgan.trainer.releases;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.GateConfig.WithoutScores;
import dev.xmcgan.trainer.status.TrainerMeters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker; a checkpoint's weights are the KID it gets. */
@Tag("promise-5")
class ReleaseControllerTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path directory;
  private Keepers keepers;

  @BeforeEach
  void provision() {
    keepers = new Keepers(KAFKA, "keeper-", directory);
  }

  @AfterEach
  void close() {
    keepers.close();
  }

  @Test
  void onlyWhatIsNotWorseThanTheServedOneIsReleased() throws Exception {
    // given
    keepers.heldOut(8);
    try (ReleaseController keeper = keepers.start("one")) {
      // when: nothing is served
      keepers.checkpoints.trained("first", 10, "50");

      // then
      Release first = keepers.awaitRelease("first");
      assertThat(first.getReleasedBy()).isEqualTo("one");
      assertThat(first.getReason()).startsWith("training reached step 10");
      assertThat(keepers.evaluation("first").getVerdict()).isEqualTo(Verdict.BLESSED);

      // when: much worse
      keepers.checkpoints.trained("worse", 20, "90");

      // then
      Evaluation worse = keepers.awaitVerdict("worse", Verdict.REJECTED);
      assertThat(worse.getReasons())
          .singleElement()
          .asString()
          .contains("kid of fresh 90", "than 50");
      assertThat(worse.getComparedWith()).isEqualTo("first");
      assertThat(worse.getBest()).isEqualTo("first");
      assertThat(worse.getImages()).as("each caption with two seeds").isEqualTo(16);
      assertThat(worse.getHeldOutPairs()).isEqualTo(8);
      assertThat(worse.getHeldOutHash()).hasSize(16);
      assertThat(worse.getWeightsSha256()).hasSize(64);
      assertThat(worse.getSanityOnly()).isFalse();

      // when: a little worse, within the margin
      keepers.checkpoints.trained("next", 30, "60");

      // then
      Release next = keepers.awaitRelease("next");
      assertThat(next.getPreviousCheckpointId()).isEqualTo("first");
      assertThat(next.getBestCheckpointId()).isEqualTo("first");

      // when: as much worse again, which is within the margin of what serves
      keepers.checkpoints.trained("walking", 40, "70");

      // then: but not of the best
      Evaluation walking = keepers.awaitVerdict("walking", Verdict.REJECTED);
      assertThat(walking.getReasons())
          .singleElement()
          .asString()
          .contains("first, the best so far");
      assertThat(walking.getComparedWith()).isEqualTo("next");
    }
    assertThat(keepers.releases())
        .extracting(Release::getCheckpointId)
        .containsExactly("first", "next");
    assertThat(keepers.gate.drawn)
        .as("what serves was drawn when it was judged")
        .containsExactly("first", "worse", "next", "walking");
    assertThat(keepers.meters.counter(TrainerMeters.JUDGED, "verdict", "REJECTED").count())
        .isEqualTo(2);
  }

  @Test
  void whatIsJudgedForLongIsReleasedHoweverManyNewerOnesCome() throws Exception {
    // given: three newer ones come before the first batch is drawn
    keepers.heldOut(8);
    List<Optional<String>> judged = new CopyOnWriteArrayList<>();
    keepers.gate.beforeBatch =
        () -> {
          judged.add(keepers.board.judged());
          if (judged.size() == 1) {
            trained("second", 20);
            trained("third", 30);
            trained("fourth", 40);
          }
        };
    try (ReleaseController keeper = keepers.start("one")) {
      // when
      keepers.checkpoints.trained("first", 10, "50");

      // then: those in between are skipped, none is lost that was begun
      keepers.awaitRelease("fourth");
    }
    assertThat(keepers.releases())
        .extracting(Release::getCheckpointId)
        .containsExactly("first", "fourth");
    assertThat(judged).first().isEqualTo(Optional.of("first"));
    assertThat(judged).last().isEqualTo(Optional.of("fourth"));
    assertThat(keepers.board.judged()).isEmpty();
  }

  private void trained(String id, long step) {
    try {
      keepers.checkpoints.trained(id, step, "50");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void withTooFewHeldOutPairsItIsLookedWhetherImagesAreImages() throws Exception {
    // given
    keepers.heldOut(Keepers.FEWEST - 1);
    try (ReleaseController keeper = keepers.start("one")) {
      // when
      keepers.checkpoints.trained("first", 10, "50");

      // then
      keepers.awaitRelease("first");
      Evaluation found = keepers.evaluation("first");
      assertThat(found.getSanityOnly()).isTrue();
      assertThat(found.getScores()).isEmpty();
      assertThat(found.getReasons().get(0)).contains("3 held-out pairs, 0 captions");
    }
  }

  @Test
  void aPersonDecidesWhereThePolicySaysSo() throws Exception {
    // given
    try (ReleaseController keeper = keepers.start("one", WithoutScores.HOLD, () -> true)) {
      // when
      keepers.checkpoints.trained("first", 10, "50");

      // then
      Evaluation held = keepers.awaitVerdict("first", Verdict.UNKNOWN);
      assertThat(held.getReasons().get(0))
          .contains("0 held-out pairs", "4 of either are needed", "held");
    }
    assertThat(keepers.releases()).isEmpty();
  }

  @Test
  void aPinnedReleaseIsNotReplaced() throws Exception {
    // given
    keepers.heldOut(8);
    keepers.checkpoints.trained("mine", 10, "90");
    keepers.checkpoints.force("mine", true);
    try (ReleaseController keeper = keepers.start("one")) {
      keepers.awaitVerdict("mine", Verdict.BLESSED);

      // when
      keepers.checkpoints.trained("better", 20, "10");

      // then
      keepers.awaitVerdict("better", Verdict.BLESSED);
    }
    assertThat(keepers.releases()).extracting(Release::getCheckpointId).containsExactly("mine");
  }

  @Test
  void aReleaseThatEveryWorkerRefusesIsTakenBackAndItsCheckpointBarred() throws Exception {
    // given: loads here, but not at the workers
    keepers.heldOut(8);
    try (ReleaseController keeper = keepers.start("one")) {
      keepers.checkpoints.trained("good", 10, "50");
      keepers.awaitRelease("good");
      keepers.checkpoints.trained("odd", 20, "50");
      keepers.awaitRelease("odd");

      // when: while another is being judged, for as long as this takes
      CountDownLatch takenBack = new CountDownLatch(1);
      keepers.gate.beforeBatch = () -> awaitOrInterrupt(takenBack);
      keepers.checkpoints.trained("later", 30, "50");
      await().atMost(PATIENCE).until(() -> keepers.gate.drawn.contains("later"));
      refuse("w-1", "odd");

      // then
      Release back = keepers.awaitRelease("good");
      assertThat(back.getRolledBackFrom()).isEqualTo("odd");
      assertThat(back.getReason())
          .isEqualTo("rolled back from odd: refused by 1 of 1 workers: cannot be loaded");
      Evaluation barred = keepers.awaitVerdict("odd", Verdict.BARRED);
      assertThat(barred.getScores()).isNotEmpty();

      // when: judging goes on
      takenBack.countDown();

      // then: the barred one does not come back
      keepers.awaitRelease("later");
    }
    assertThat(keepers.releases())
        .extracting(Release::getCheckpointId)
        .containsExactly("good", "odd", "good", "later");
    assertThat(keepers.meters.counter(TrainerMeters.ROLLBACKS).count()).isEqualTo(1);
  }

  private static void awaitOrInterrupt(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuse(String worker, String checkpointId) {
    keepers.records.send(
        Topic.WORKER_STATUS,
        worker,
        WorkerStatus.newBuilder(Book.worker(worker).build())
            .setCheckpointId("good")
            .setRefusedCheckpointId(checkpointId)
            .setRefusalIsFinal(true)
            .setDetail("cannot be loaded")
            .setUpdatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }
}
