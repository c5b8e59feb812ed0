package dev.xmcgan.trainer.releases;

import static dev.xmcgan.testsupport.Records.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.config.GateConfig.WithoutScores;
import dev.xmcgan.trainer.gate.FakeGate;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Keepers one after another and side by side: each checkpoint is decided on once. */
@Tag("promise-5")
class KeeperSuccessionTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir private Path directory;
  private Keepers keepers;

  @BeforeEach
  void provision() {
    keepers = new Keepers(KAFKA, "succession-", directory);
  }

  @AfterEach
  void close() {
    keepers.close();
  }

  @Test
  void whatACrashCutShortIsJudgedByTheNextAndReleasedOnce() throws Exception {
    // given: gone in the middle of judging
    keepers.heldOut(8);
    AtomicBoolean killed = new AtomicBoolean();
    keepers.gate.beforeBatch =
        () -> {
          if (killed.compareAndSet(false, true)) {
            throw new AssertionError("killed");
          }
        };
    keepers.checkpoints.trained("first", 10, "50");
    try (ReleaseController doomed = keepers.start("one")) {
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).untilTrue(killed);
    }
    assertThat(keepers.releases()).isEmpty();

    // when
    try (ReleaseController keeper = keepers.start("one")) {
      keepers.awaitRelease("first");
    }
    try (ReleaseController again = keepers.start("one")) {
      keepers.checkpoints.trained("second", 20, "50");
      keepers.awaitRelease("second");
    }

    // then
    assertThat(keepers.releases())
        .extracting(Release::getCheckpointId)
        .containsExactly("first", "second");
  }

  @Test
  void ofTwoTrainersOnlyTheOneThatTrainsDecides() throws Exception {
    // given
    keepers.heldOut(8);
    AtomicBoolean firstTrains = new AtomicBoolean(true);
    FakeGate other = new FakeGate();
    try (ReleaseController one = keepers.start("one", WithoutScores.RELEASE, firstTrains::get);
        ReleaseController two =
            keepers.start(other, "two", WithoutScores.RELEASE, () -> !firstTrains.get())) {
      keepers.checkpoints.trained("first", 10, "50");
      assertThat(keepers.awaitRelease("first").getReleasedBy()).isEqualTo("one");
      assertThat(other.drawn).isEmpty();

      // when
      firstTrains.set(false);
      keepers.checkpoints.trained("second", 20, "50");

      // then
      assertThat(keepers.awaitRelease("second").getReleasedBy()).isEqualTo("two");
    }
    assertThat(keepers.releases()).hasSize(2);
  }
}
