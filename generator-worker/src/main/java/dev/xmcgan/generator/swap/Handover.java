package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.ImageDrawer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Passes one ready generator, and its ownership, from the loading to the drawing thread. */
final class Handover {
  private final AtomicReference<ImageDrawer> ready = new AtomicReference<>();

  void offer(ImageDrawer drawer) {
    if (!ready.compareAndSet(null, drawer)) {
      throw new IllegalStateException(
          "checkpoint %s is offered before the last one was taken"
              .formatted(drawer.checkpointId()));
    }
  }

  Optional<ImageDrawer> take() {
    return Optional.ofNullable(ready.getAndSet(null));
  }
}
