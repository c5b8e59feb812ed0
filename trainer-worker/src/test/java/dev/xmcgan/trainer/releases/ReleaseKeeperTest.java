package dev.xmcgan.trainer.releases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.gate.FakeGate;
import dev.xmcgan.trainer.gate.GateSettings;
import dev.xmcgan.trainer.gate.GateSettings.WithoutScores;
import dev.xmcgan.trainer.images.PngCodec;
import dev.xmcgan.trainer.images.RgbImage;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker; a checkpoint's weights are the KID it gets. */
@Tag("promise-5")
class ReleaseKeeperTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private static final AtomicInteger TEST = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FEWEST = 4;

  private final FakeGate gate = new FakeGate();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  @TempDir private Path directory;
  private KafkaSettings kafka;
  private Records records;
  private TestCheckpoints checkpoints;

  @BeforeEach
  void provision() {
    kafka = KAFKA.provision("keeper-" + TEST.incrementAndGet() + "-");
    records = KAFKA.records(kafka);
    checkpoints = new TestCheckpoints(kafka, records, directory.resolve("written"), "fake@1");
  }

  @AfterEach
  void close() {
    checkpoints.close();
    records.close();
  }

  @Test
  void onlyWhatIsNotWorseThanTheServedOneIsReleased() throws Exception {
    // given
    heldOut(8);
    try (ReleaseKeeper keeper = keeper("one")) {
      // when: nothing is served
      checkpoints.trained("first", 10, "50");

      // then
      Release first = awaitRelease("first");
      assertThat(first.getReleasedBy()).isEqualTo("one");
      assertThat(first.getReason()).startsWith("training reached step 10");
      assertThat(evaluation("first").getVerdict()).isEqualTo(Verdict.BLESSED);

      // when: much worse
      checkpoints.trained("worse", 20, "90");

      // then
      Evaluation worse = awaitVerdict("worse", Verdict.REJECTED);
      assertThat(worse.getReasons()).singleElement().asString().contains("kid 90", "than 50");
      assertThat(worse.getComparedWith()).isEqualTo("first");
      assertThat(worse.getImages()).isEqualTo(8);
      assertThat(worse.getHeldOutPairs()).isEqualTo(8);
      assertThat(worse.getHeldOutHash()).hasSize(16);
      assertThat(worse.getWeightsSha256()).hasSize(64);
      assertThat(worse.getSanityOnly()).isFalse();

      // when: a little worse, within the margin
      checkpoints.trained("next", 30, "60");

      // then
      assertThat(awaitRelease("next").getPreviousCheckpointId()).isEqualTo("first");
    }
    assertThat(releases()).extracting(Release::getCheckpointId).containsExactly("first", "next");
    assertThat(gate.drawn)
        .as("what serves was drawn when it was judged")
        .containsExactly("first", "worse", "next");
    assertThat(meters.counter(TrainerMeters.JUDGED, "verdict", "REJECTED").count()).isEqualTo(1);
  }

  @Test
  void whatACrashCutShortIsJudgedByTheNextAndReleasedOnce() throws Exception {
    // given: gone in the middle of judging
    heldOut(8);
    AtomicBoolean killed = new AtomicBoolean();
    gate.beforeBatch =
        () -> {
          if (killed.compareAndSet(false, true)) {
            throw new AssertionError("killed");
          }
        };
    checkpoints.trained("first", 10, "50");
    try (ReleaseKeeper doomed = keeper("one")) {
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).untilTrue(killed);
    }
    assertThat(releases()).isEmpty();

    // when
    try (ReleaseKeeper keeper = keeper("one")) {
      awaitRelease("first");
    }
    try (ReleaseKeeper again = keeper("one")) {
      checkpoints.trained("second", 20, "50");
      awaitRelease("second");
    }

    // then
    assertThat(releases()).extracting(Release::getCheckpointId).containsExactly("first", "second");
  }

  @Test
  void withTooFewHeldOutPairsItIsLookedWhetherImagesAreImages() throws Exception {
    // given
    heldOut(FEWEST - 1);
    try (ReleaseKeeper keeper = keeper("one")) {
      // when
      checkpoints.trained("first", 10, "50");

      // then
      awaitRelease("first");
      Evaluation found = evaluation("first");
      assertThat(found.getSanityOnly()).isTrue();
      assertThat(found.getScores()).isEmpty();
      assertThat(found.getReasons().get(0)).contains("3 held-out pairs are too few to score");
    }
  }

  @Test
  void aPersonDecidesWhereThePolicySaysSo() throws Exception {
    // given
    try (ReleaseKeeper keeper = keeper("one", settings(WithoutScores.HOLD), () -> true)) {
      // when
      checkpoints.trained("first", 10, "50");

      // then
      awaitVerdict("first", Verdict.UNKNOWN);
    }
    assertThat(releases()).isEmpty();
  }

  @Test
  void aPinnedReleaseIsNotReplaced() throws Exception {
    // given
    heldOut(8);
    checkpoints.trained("mine", 10, "90");
    checkpoints.force("mine", true);
    try (ReleaseKeeper keeper = keeper("one")) {
      awaitVerdict("mine", Verdict.BLESSED);

      // when
      checkpoints.trained("better", 20, "10");

      // then
      awaitVerdict("better", Verdict.BLESSED);
    }
    assertThat(releases()).extracting(Release::getCheckpointId).containsExactly("mine");
  }

  @Test
  void aReleaseThatEveryWorkerRefusesIsTakenBackAndItsCheckpointBarred() throws Exception {
    // given: loads here, but not at the workers
    heldOut(8);
    try (ReleaseKeeper keeper = keeper("one")) {
      checkpoints.trained("good", 10, "50");
      awaitRelease("good");
      checkpoints.trained("odd", 20, "50");
      awaitRelease("odd");

      // when
      Instant refused = Instant.now();
      refuse("w-1", "odd");

      // then
      Release back = awaitRelease("good");
      assertThat(Duration.between(refused, Instant.now())).isLessThan(Duration.ofSeconds(10));
      assertThat(back.getRolledBackFrom()).isEqualTo("odd");
      assertThat(back.getReason())
          .isEqualTo("rolled back from odd: refused by 1 of 1 workers: cannot be loaded");
      Evaluation barred = awaitVerdict("odd", Verdict.BARRED);
      assertThat(barred.getScores()).isNotEmpty();

      // when: training goes on
      checkpoints.trained("later", 30, "50");

      // then: the barred one does not come back
      awaitRelease("later");
    }
    assertThat(releases())
        .extracting(Release::getCheckpointId)
        .containsExactly("good", "odd", "good", "later");
    assertThat(meters.counter(TrainerMeters.ROLLBACKS).count()).isEqualTo(1);
  }

  @Test
  void ofTwoTrainersOnlyTheOneThatTrainsDecides() throws Exception {
    // given
    heldOut(8);
    AtomicBoolean firstTrains = new AtomicBoolean(true);
    FakeGate other = new FakeGate();
    try (ReleaseKeeper one = keeper("one", settings(WithoutScores.RELEASE), firstTrains::get);
        ReleaseKeeper two =
            keeper(other, "two", settings(WithoutScores.RELEASE), () -> !firstTrains.get())) {
      checkpoints.trained("first", 10, "50");
      assertThat(awaitRelease("first").getReleasedBy()).isEqualTo("one");
      assertThat(other.drawn).isEmpty();

      // when
      firstTrains.set(false);
      checkpoints.trained("second", 20, "50");

      // then
      assertThat(awaitRelease("second").getReleasedBy()).isEqualTo("two");
    }
    assertThat(releases()).hasSize(2);
  }

  private void heldOut(int pairs) {
    byte[] png = PngCodec.encode(new RgbImage(2, 2, new byte[12]));
    for (int i = 0; i < pairs; i++) {
      checkpoints.pair(Split.HELD_OUT, "p" + i, "a tree " + i, png, 2);
      checkpoints.pair(Split.TRAIN, "t" + i, "never drawn", png, 2);
    }
  }

  private void refuse(String worker, String checkpointId) {
    records.send(
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

  private GateSettings settings(WithoutScores withoutScores) {
    return new GateSettings(8, FEWEST, withoutScores, 0.25, 0.1, 0.5, directory.resolve("gate"));
  }

  private ReleaseKeeper keeper(String id) {
    return keeper(id, settings(WithoutScores.RELEASE), () -> true);
  }

  private ReleaseKeeper keeper(String id, GateSettings settings, BooleanSupplier onDuty) {
    return keeper(gate, id, settings, onDuty);
  }

  private ReleaseKeeper keeper(
      FakeGate fake, String id, GateSettings settings, BooleanSupplier onDuty) {
    ReleaseKeeper keeper =
        new ReleaseKeeper(
            new ReleaseSettings(id, "stable", true, true, true),
            kafka,
            new AvroSerdes(kafka),
            fake.onKafka(kafka, settings, id),
            onDuty,
            new TrainerMeters(meters),
            Clock.systemUTC());
    keeper.start();
    return keeper;
  }

  private List<Release> releases() {
    return records.readAll(Topic.RELEASES, Release.class).stream()
        .map(ConsumerRecord::value)
        .toList();
  }

  private Release awaitRelease(String checkpointId) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<Release> all = releases();
              return all.isEmpty() ? new Release() : all.get(all.size() - 1);
            },
            newest -> checkpointId.equals(newest.getCheckpointId()));
  }

  private Evaluation evaluation(String checkpointId) {
    List<Evaluation> found =
        records.readAll(Topic.EVALUATIONS, Evaluation.class).stream()
            .map(ConsumerRecord::value)
            .filter(each -> each.getCheckpointId().equals(checkpointId))
            .toList();
    return found.isEmpty() ? new Evaluation() : found.get(found.size() - 1);
  }

  private Evaluation awaitVerdict(String checkpointId, Verdict verdict) {
    return await()
        .atMost(PATIENCE)
        .until(() -> evaluation(checkpointId), found -> found.getVerdict() == verdict);
  }
}
