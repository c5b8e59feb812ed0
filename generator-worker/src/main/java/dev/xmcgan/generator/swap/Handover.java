package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.LoadedGenerator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Passes one ready generator, and its ownership, from the loading to the drawing thread. */
final class Handover {
  private final AtomicReference<LoadedGenerator> ready = new AtomicReference<>();

  void offer(LoadedGenerator drawer) {
    if (!ready.compareAndSet(null, drawer)) {
      throw new IllegalStateException(
          "checkpoint %s is offered before the last one was taken"
              .formatted(drawer.checkpointId()));
    }
  }

  Optional<LoadedGenerator> take() {
    return Optional.ofNullable(ready.getAndSet(null));
  }
}
