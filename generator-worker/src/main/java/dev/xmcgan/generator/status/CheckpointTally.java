package dev.xmcgan.generator.status;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** What the serving checkpoint drew and spoiled since it was swapped in. Thread-safe. */
public final class CheckpointTally {
  /**
   * So far.
   *
   * @param images drawn
   * @param failures requests for which it threw or drew values that are not finite
   */
  public record Count(String checkpointId, long images, long failures) {}

  private final AtomicReference<Count> count = new AtomicReference<>(new Count("", 0, 0));

  /** A checkpoint was swapped in: counting starts anew. */
  void swappedIn(String checkpointId) {
    count.set(new Count(checkpointId, 0, 0));
  }

  /** A checkpoint drew images; one that requests asked for by name is not counted. */
  public void drew(String checkpointId, int images) {
    add(checkpointId, now -> new Count(checkpointId, now.images + images, now.failures));
  }

  /** A checkpoint spoiled a request. */
  public void spoiled(String checkpointId) {
    add(checkpointId, now -> new Count(checkpointId, now.images, now.failures + 1));
  }

  /** The count now. */
  public Count count() {
    return count.get();
  }

  private void add(String checkpointId, UnaryOperator<Count> change) {
    count.updateAndGet(now -> now.checkpointId.equals(checkpointId) ? change.apply(now) : now);
  }
}
