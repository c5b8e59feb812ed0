package dev.xmcgan.trainer.replay;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Brings pairs that are read back, partition by partition, into the order of the window. */
interface WindowArrangement {
  /** A pair was read; within its partition it comes after all that were read before. */
  void take(WindowPair pair);

  /** Of these partitions all is read. */
  void finished(Set<TopicPartition> partitions);

  /** The partitions of which so many pairs wait for those of others. */
  Set<TopicPartition> partitionsWith(int pairs);

  /** The order in which the pairs would be learned now; for when the true one is not known. */
  static WindowArrangement inLogOrder(ReplayBuffer window, Set<TopicPartition> partitions) {
    return new WindowArrangement() {
      private final UnlearnedPairs waiting = new UnlearnedPairs(partitions);

      @Override
      public void take(WindowPair pair) {
        waiting.add(pair, Instant.EPOCH);
        move();
      }

      @Override
      public void finished(Set<TopicPartition> finished) {
        waiting.endedAt(finished);
        move();
      }

      @Override
      public Set<TopicPartition> partitionsWith(int pairs) {
        return waiting.partitionsWith(pairs);
      }

      private void move() {
        List<WindowPair> next = waiting.peek(Integer.MAX_VALUE);
        waiting.remove(next);
        next.forEach(window::add);
      }
    };
  }

  /**
   * The order that was written down.
   *
   * @param order the partition of each pair, oldest first; those that the log no longer has are
   *     passed over
   */
  static WindowArrangement inOrder(ReplayBuffer window, List<TopicPartition> order) {
    return new WindowArrangement() {
      private final Deque<TopicPartition> rest = new ArrayDeque<>(order);
      private final Map<TopicPartition, Deque<WindowPair>> waiting = new HashMap<>();
      private final Set<TopicPartition> ended = new HashSet<>();

      @Override
      public void take(WindowPair pair) {
        queue(pair.position().partition()).add(pair);
        move();
      }

      @Override
      public void finished(Set<TopicPartition> finished) {
        ended.addAll(finished);
        move();
      }

      @Override
      public Set<TopicPartition> partitionsWith(int pairs) {
        Set<TopicPartition> full = new HashSet<>(waiting.keySet());
        full.removeIf(partition -> queue(partition).size() < pairs);
        return full;
      }

      private void move() {
        while (!rest.isEmpty()
            && (!queue(rest.getFirst()).isEmpty() || ended.contains(rest.getFirst()))) {
          WindowPair next = queue(rest.removeFirst()).poll();
          if (next != null) {
            window.add(next);
          }
        }
      }

      private Deque<WindowPair> queue(TopicPartition partition) {
        return waiting.computeIfAbsent(partition, added -> new ArrayDeque<>());
      }
    };
  }
}
