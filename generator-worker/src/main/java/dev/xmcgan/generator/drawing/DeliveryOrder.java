package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.requests.HeldRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Lets micro-batches of one generator overtake each other, and none of another: lanes and encoders
 * finish in any order, but after a swap no image of the old checkpoint may come after one of the
 * new. One owner; not thread-safe.
 */
final class DeliveryOrder {
  /** Begun and not delivered, in the order in which they were begun. */
  private final List<Begun> begun = new ArrayList<>();

  private static final class Begun {
    private final MicroBatch<HeldRequest> batch;
    private Optional<DrawnBatch> drawn = Optional.empty();

    Begun(MicroBatch<HeldRequest> batch) {
      this.batch = batch;
    }
  }

  /** A micro-batch is given to a lane. */
  void begun(MicroBatch<HeldRequest> batch) {
    begun.add(new Begun(batch));
  }

  /** A micro-batch that was begun is there. */
  void drawn(DrawnBatch drawn) {
    begun.stream()
        .filter(each -> each.batch == drawn.batch())
        .forEach(each -> each.drawn = Optional.of(drawn));
  }

  /** The next to deliver; empty while all that are there wait for another generator's. */
  Optional<DrawnBatch> next() {
    for (Iterator<Begun> each = begun.iterator(); each.hasNext(); ) {
      Begun next = each.next();
      if (!next.batch.generator().equals(begun.get(0).batch.generator())) {
        return Optional.empty();
      }
      if (next.drawn.isPresent()) {
        each.remove();
        return next.drawn;
      }
    }
    return Optional.empty();
  }
}
