package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.drawing.SharedGenerator;
import dev.xmcgan.generator.testing.FakeBoard;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReleaseFollowerTest {
  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_000));
  private final FakeBoard board = new FakeBoard();
  private final FakeLoader loader = new FakeLoader();
  private final SwapLifecycle lifecycle = new SwapLifecycle(state -> {});
  private final Handover handover = new Handover();
  private final ReleaseFollower follower =
      new ReleaseFollower("stable", board, loader, lifecycle, handover, clock);

  @Test
  void waitsWhileNothingIsReleased() {
    // when
    board.release("canary", "c-1");
    follower.step();

    // then
    assertThat(loader.attempts()).isEmpty();
    assertThat(lifecycle.state().serving()).isEmpty();
  }

  @Test
  void preparesAReleaseOnce() {
    // given
    board.release("stable", "c-1");

    // when
    follower.step();
    follower.step();
    adopt();
    follower.step();

    // then
    assertThat(loader.attempts()).containsExactly("c-1");
    assertThat(lifecycle.state().serving()).contains("c-1");
  }

  @Test
  void onlyTheNewestOfSeveralReleasesCounts() {
    // given
    board.release("stable", "c-1");
    loader.duringLoad(
        id -> {
          if (id.equals("c-1")) {
            board.release("stable", "c-2");
            board.release("stable", "c-3");
          }
        });

    // when
    follower.step();
    follower.step();
    adopt();

    // then
    assertThat(loader.attempts()).containsExactly("c-1", "c-3");
    assertThat(loader.drawer("c-1").isClosed()).as("never adopted").isTrue();
    assertThat(lifecycle.state().serving()).contains("c-3");
  }

  @Test
  void releaseSetBackDuringTheLoadIsNeverServed() {
    // given
    serve("c-1");
    board.release("stable", "c-2");
    loader.duringLoad(id -> board.release("stable", "c-1"));

    // when
    follower.step();

    // then
    assertThat(handover.take()).isEmpty();
    assertThat(loader.drawer("c-2").isClosed()).isTrue();
    assertThat(lifecycle.state().serving()).contains("c-1");
    assertThat(lifecycle.state().refusal()).isEmpty();
  }

  @Test
  @Tag("promise-5")
  void releaseTakenBackInFavourOfAThirdIsInterruptedAndNeverServed() {
    // given
    serve("c-1");
    board.release("stable", "c-2");
    AtomicBoolean interrupted = new AtomicBoolean();
    loader.duringLoad(
        id -> {
          if (id.equals("c-2")) {
            board.release("stable", "c-3");
            follower.interruptOvertaken();
            interrupted.set(Thread.currentThread().isInterrupted());
          }
        });

    // when
    follower.step();

    // then
    assertThat(interrupted).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).as("ended with the load").isFalse();
    assertThat(handover.take()).isEmpty();
    assertThat(loader.drawer("c-2").isClosed()).isTrue();

    // when
    follower.step();
    adopt();

    // then
    assertThat(lifecycle.state().serving()).contains("c-3");
  }

  @Test
  @Tag("promise-5")
  void badReleaseIsRefusedOnceAndALaterOneIsTaken() {
    // given
    serve("c-1");
    board.release("stable", "bad-2");

    // when
    follower.step();
    clock.advance(Duration.ofHours(1));
    follower.step();

    // then
    assertThat(loader.attempts()).containsExactly("c-1", "bad-2");
    assertThat(lifecycle.state().serving()).contains("c-1");
    assertThat(lifecycle.state().refusal()).contains(new LoadFailure("bad-2", "NaN in a weight"));

    // when
    serve("c-3");

    // then
    assertThat(lifecycle.state().serving()).contains("c-3");
    assertThat(lifecycle.state().refusal()).isEmpty();
  }

  @Test
  void refusedReleaseIsTriedAgainWhenReleasedAgain() {
    // given
    board.release("stable", "bad-2");
    follower.step();

    // when
    board.release("stable", "bad-2");
    follower.step();

    // then
    assertThat(loader.attempts()).containsExactly("bad-2", "bad-2");
  }

  @Test
  void refusalIsForgottenWhenTheChannelIsSetBackToWhatServes() {
    // given
    serve("c-1");
    board.release("stable", "bad-2");
    follower.step();

    // when
    board.release("stable", "c-1");
    follower.step();

    // then
    assertThat(lifecycle.state().refusal()).isEmpty();
    assertThat(loader.attempts()).containsExactly("c-1", "bad-2");
  }

  @Test
  void loadThatFailedOnTheWayIsTriedAgainLater() {
    // given
    board.release("stable", "away-1");

    // when
    follower.step();
    follower.step();

    // then
    assertThat(loader.attempts()).hasSize(1);
    assertThat(lifecycle.state().refusal()).isPresent();

    // when
    clock.advance(ReleaseFollower.RETRY_AFTER);
    follower.step();

    // then
    assertThat(loader.attempts()).hasSize(2);
  }

  @Test
  void releaseMayBeSeenBeforeItsManifest() {
    // given
    board.releaseOnly("stable", "c-1");
    follower.step();
    assertThat(lifecycle.state().refusal()).isEmpty();

    // when
    board.publish("c-1");
    follower.step();
    adopt();

    // then
    assertThat(lifecycle.state().serving()).contains("c-1");
  }

  @Test
  @Tag("promise-5")
  void releaseOfACheckpointThatDoesNotExistIsRefusedUntilItDoes() {
    // given
    board.releaseOnly("stable", "c-1");
    follower.step();

    // when
    clock.advance(ReleaseFollower.MANIFEST_GRACE.plusMillis(1));
    follower.step();

    // then
    assertThat(lifecycle.state().refusal().map(LoadFailure::checkpointId)).contains("c-1");

    // when
    board.publish("c-1");
    follower.step();
    adopt();

    // then
    assertThat(lifecycle.state().serving()).contains("c-1");
    assertThat(lifecycle.state().refusal()).isEmpty();
  }

  private void serve(String checkpointId) {
    board.release("stable", checkpointId);
    follower.step();
    adopt();
  }

  private void adopt() {
    Optional<SharedGenerator> ready = handover.take();
    assertThat(ready).isPresent();
    assertThat(ready.get().generator()).isInstanceOf(FakeDrawer.class);
    lifecycle.adopted();
  }
}
