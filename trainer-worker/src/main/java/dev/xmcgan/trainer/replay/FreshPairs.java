package dev.xmcgan.trainer.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Pairs that were read and not yet learned, first come first served. Each leaves only by being
 * drawn, and the consumed offsets of a checkpoint stop before those still in here: that is how no
 * pair is lost between being read and being learned. Not thread-safe.
 */
public final class FreshPairs {
  private record Waiting(WindowPair pair, Instant since) {}

  private final Deque<Waiting> queue = new ArrayDeque<>();

  /** A pair was read. */
  public void add(WindowPair pair, Instant now) {
    queue.addLast(new Waiting(pair, now));
  }

  /** Takes up to {@code count} of the longest waiting. */
  public List<WindowPair> take(int count) {
    List<WindowPair> taken = new ArrayList<>();
    while (taken.size() < count && !queue.isEmpty()) {
      taken.add(queue.removeFirst().pair());
    }
    return taken;
  }

  /** Puts pairs back that were taken and not learned after all; they are next again. */
  public void putBack(List<WindowPair> pairs, Instant now) {
    for (int i = pairs.size() - 1; i >= 0; i--) {
      queue.addFirst(new Waiting(pairs.get(i), now));
    }
  }

  /** How many wait. */
  public int size() {
    return queue.size();
  }

  /** How long the first of them has waited; zero when there is none. */
  public Duration longestWait(Instant now) {
    return queue.isEmpty() ? Duration.ZERO : Duration.between(queue.getFirst().since(), now);
  }

  /** The offset of the first waiting pair of each partition that has one. */
  public Map<TopicPartition, Long> firstOffsets() {
    Map<TopicPartition, Long> first = new HashMap<>();
    for (Waiting waiting : queue) {
      PairPosition position = waiting.pair().position();
      first.merge(position.partition(), position.offset(), Math::min);
    }
    return first;
  }
}
