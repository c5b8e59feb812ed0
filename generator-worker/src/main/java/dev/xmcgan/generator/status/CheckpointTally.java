package dev.xmcgan.generator.status;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What each channel's checkpoint drew and spoiled since it was swapped in. Thread-safe. */
public final class CheckpointTally {
  /**
   * So far.
   *
   * @param images drawn
   * @param failures requests for which it threw or drew values that are not finite
   */
  public record Count(String checkpointId, long images, long failures) {}

  private static final Count NOTHING = new Count("", 0, 0);

  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  /** A checkpoint was swapped in: its channel's counting starts anew. */
  void swappedIn(String channel, String checkpointId) {
    counts.put(channel, new Count(checkpointId, 0, 0));
  }

  /** A checkpoint drew images; one that requests asked for by name is not counted. */
  public void drew(String checkpointId, int images) {
    add(checkpointId, now -> new Count(checkpointId, now.images + images, now.failures));
  }

  /** A checkpoint spoiled a request. */
  public void spoiled(String checkpointId) {
    add(checkpointId, now -> new Count(checkpointId, now.images, now.failures + 1));
  }

  /** The count of a channel's checkpoint now. */
  Count count(String channel) {
    return counts.getOrDefault(channel, NOTHING);
  }

  private void add(String checkpointId, UnaryOperator<Count> change) {
    counts.replaceAll(
        (channel, now) -> now.checkpointId.equals(checkpointId) ? change.apply(now) : now);
  }
}
