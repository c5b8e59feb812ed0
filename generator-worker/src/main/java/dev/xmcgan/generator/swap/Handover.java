package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.SharedGenerator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passes generators, and their ownership, between the loading and the serving thread: the next one
 * there, and back the one that was replaced, which a rollback takes again without loading anything.
 */
final class Handover {
  private final AtomicReference<SharedGenerator> ready = new AtomicReference<>();
  private final AtomicReference<SharedGenerator> replaced = new AtomicReference<>();

  void offer(SharedGenerator generator) {
    if (!ready.compareAndSet(null, generator)) {
      throw new IllegalStateException(
          "checkpoint %s is offered before the last one was taken"
              .formatted(generator.checkpointId()));
    }
  }

  Optional<SharedGenerator> take() {
    return Optional.ofNullable(ready.getAndSet(null));
  }

  /** Keeps a replaced generator and frees the one kept before. */
  void keep(SharedGenerator generator) {
    free(replaced.getAndSet(generator));
  }

  /** Frees the generator that is kept, if there is one. */
  void freeKept() {
    free(replaced.getAndSet(null));
  }

  /** The kept generator, if it is that checkpoint's; the caller then owns it. */
  Optional<SharedGenerator> reclaim(String checkpointId) {
    SharedGenerator kept = replaced.get();
    return kept != null
            && kept.checkpointId().equals(checkpointId)
            && replaced.compareAndSet(kept, null)
        ? Optional.of(kept)
        : Optional.empty();
  }

  private static void free(SharedGenerator generator) {
    if (generator != null) {
      generator.close();
    }
  }
}
