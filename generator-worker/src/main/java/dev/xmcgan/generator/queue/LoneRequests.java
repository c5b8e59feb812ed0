package dev.xmcgan.generator.queue;

import dev.xmcgan.generator.batching.FreeLanes;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.requests.HeldRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Requests that must be drawn while nothing else is, in the order they came. One owner; not
 * thread-safe.
 */
final class LoneRequests {
  private final Deque<HeldRequest> waiting = new ArrayDeque<>();
  private Optional<HeldRequest> drawn = Optional.empty();

  void add(HeldRequest held) {
    waiting.add(held);
  }

  void removeIf(Predicate<HeldRequest> dropped) {
    waiting.removeIf(dropped);
  }

  /** Whether one is being drawn, which nothing may join. */
  boolean isDrawn(Predicate<HeldRequest> open) {
    return drawn.filter(open).isPresent();
  }

  /** Whether there is one whose generator is there. */
  boolean isWaiting(Function<String, Optional<String>> generatorOf) {
    return waiting.stream().anyMatch(held -> generatorOf(held, generatorOf).isPresent());
  }

  /** Takes the first whose generator is there, once nothing else is being drawn. */
  Optional<MicroBatch<HeldRequest>> next(
      Function<String, Optional<String>> generatorOf, FreeLanes lanes) {
    if (!lanes.idle()) {
      return Optional.empty();
    }
    drawn = waiting.stream().filter(held -> generatorOf(held, generatorOf).isPresent()).findFirst();
    drawn.ifPresent(waiting::remove);
    return drawn.flatMap(
        held ->
            generatorOf(held, generatorOf)
                .map(
                    generator ->
                        new MicroBatch<>(
                            generator,
                            List.of(new Share<>(held, 0, held.request().count(), true)))));
  }

  private static Optional<String> generatorOf(
      HeldRequest held, Function<String, Optional<String>> generatorOf) {
    return generatorOf.apply(held.request().model());
  }
}
