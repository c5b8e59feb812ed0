package dev.xmcgan.trainer.replay;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A replay window that is read back from the log bit by bit, with the place up to which that is
 * done: {@link ReplayRestorer#follow} goes on from there, also where it was interrupted before. Not
 * thread-safe.
 */
public final class FollowedWindow {
  private final ReplayBuffer window;
  private final String topicId;
  private final Map<Integer, Long> next = new HashMap<>();

  /**
   * Nothing of it is read yet.
   *
   * @param empty where its pairs go; stays the caller's to close
   * @param place whose window it is to be
   */
  public FollowedWindow(ReplayBuffer empty, LogPlace place) {
    this.window = empty;
    this.topicId = place.topicId();
    place
        .next()
        .forEach(
            (partition, end) ->
                next.put(partition, place.window().first().getOrDefault(partition, end)));
  }

  /** Whether going on from here comes to a place, and sooner than beginning with its window. */
  public boolean leadsTo(LogPlace place) {
    return topicId.equals(place.topicId())
        && next.keySet().equals(place.next().keySet())
        && next.entrySet().stream()
            .allMatch(here -> isBefore(here.getKey(), here.getValue(), place));
  }

  private static boolean isBefore(int partition, long here, LogPlace place) {
    long end = place.next().get(partition);
    return here <= end && here >= place.window().first().getOrDefault(partition, end);
  }

  /** Whether it is, as far as offsets tell, the window of a place. */
  public boolean isAt(LogPlace place) {
    return topicId.equals(place.topicId())
        && next.equals(place.next())
        && window.place().equals(place.window());
  }

  /** What is read so far. */
  public ReplayBuffer window() {
    return window;
  }

  /** The first offset of each partition that was not followed. */
  Map<Integer, Long> next() {
    return Map.copyOf(next);
  }

  /** What is before these offsets is in it. */
  void reached(Map<TopicPartition, Long> offsets) {
    offsets.forEach((partition, offset) -> next.put(partition.partition(), offset));
  }
}
