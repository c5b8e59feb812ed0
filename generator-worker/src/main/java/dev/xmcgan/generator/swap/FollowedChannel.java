package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.SharedGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A release channel that a worker follows, with the generator that draws for it, which it owns. A
 * replaced one is kept until the new one has served for a while, so that a rollback is a change of
 * reference. The loading thread calls {@link #follow} and {@link #interruptOvertaken}, the serving
 * thread all else.
 */
final class FollowedChannel implements AutoCloseable {
  /** After so long in service a release needs no way back that is quicker than a load. */
  static final Duration PROVEN_AFTER = Duration.ofMinutes(2);

  private final String name;
  private final SwapLifecycle lifecycle;
  private final Handover handover = new Handover();
  private final ReleaseFollower follower;
  private final Clock clock;
  private Optional<SharedGenerator> released = Optional.empty();
  private Instant adoptedAt = Instant.MAX;

  /**
   * @param listener told of each change of state
   */
  FollowedChannel(
      String name,
      ReleaseBoard board,
      CheckpointLoader loader,
      Consumer<SwapState> listener,
      Clock clock) {
    this.name = name;
    this.clock = clock;
    lifecycle = new SwapLifecycle(listener);
    follower = new ReleaseFollower(name, board, loader, lifecycle, handover, clock);
  }

  String name() {
    return name;
  }

  /** Where its swap stands; from any thread. */
  SwapState state() {
    return lifecycle.state();
  }

  /** The generator that draws for it. */
  Optional<SharedGenerator> released() {
    return released;
  }

  /** Prepares its newest release, if there is one to prepare; at most one load. */
  void follow() {
    follower.step();
  }

  /** Interrupts the load of a checkpoint that is not its release any more; from any thread. */
  void interruptOvertaken() {
    follower.interruptOvertaken();
  }

  /**
   * Takes what was made ready; to be called between two micro-batches.
   *
   * @return what draws from now on, where that is another than before
   */
  Optional<SharedGenerator> settle() {
    Optional<SharedGenerator> next = handover.take();
    next.ifPresent(this::adopt);
    if (adoptedAt.isBefore(clock.instant().minus(PROVEN_AFTER))) {
      handover.freeKept();
      adoptedAt = Instant.MAX;
    }
    return next;
  }

  private void adopt(SharedGenerator next) {
    Optional<SharedGenerator> replaced = released;
    released = Optional.of(next);
    adoptedAt = clock.instant();
    lifecycle.adopted();
    replaced.ifPresent(handover::keep);
  }

  /** Lets go of its generators, one that was made ready and not taken among them. */
  @Override
  public void close() {
    settle();
    released.ifPresent(SharedGenerator::close);
    released = Optional.empty();
    handover.freeKept();
  }
}
