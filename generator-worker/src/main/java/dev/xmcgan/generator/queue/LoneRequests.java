package dev.xmcgan.generator.queue;

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

  /** The first whose generator is there. */
  Optional<HeldRequest> first(Function<String, Optional<String>> generatorOf) {
    return waiting.stream()
        .filter(held -> generatorOf.apply(held.request().model()).isPresent())
        .findFirst();
  }

  /** Takes it, to be drawn. */
  MicroBatch<HeldRequest> take(HeldRequest held, String generator) {
    waiting.remove(held);
    drawn = Optional.of(held);
    return new MicroBatch<>(generator, List.of(new Share<>(held, 0, held.request().count(), true)));
  }
}
