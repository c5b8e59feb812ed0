package dev.xmcgan.trainer.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Pairs that were read and not yet learned, partition by partition, and the one order in which they
 * are learned: always the earliest by {@link PairPosition} among the firsts of all partitions. A
 * partition that may have more must have shown its first before anything else is known to be next;
 * so the order depends on the log alone and not on how its parts came in.
 *
 * <p>Pairs leave only by {@link #remove}, and the consumed offsets of a checkpoint stop before
 * those still in here: that is how no pair is lost between being read and being learned. Not
 * thread-safe.
 */
public final class UnlearnedPairs {
  private record Waiting(WindowPair pair, Instant since) {}

  private static final Comparator<Waiting> ORDER =
      Comparator.comparing(waiting -> waiting.pair().position());

  private final Map<TopicPartition, Deque<Waiting>> queues = new HashMap<>();
  private Set<TopicPartition> ended = Set.of();

  /**
   * @param partitions of training-pairs, all of them
   */
  public UnlearnedPairs(Set<TopicPartition> partitions) {
    partitions.forEach(partition -> queues.put(partition, new ArrayDeque<>()));
  }

  /** A pair was read; within its partition it comes after all that were read before. */
  public void add(WindowPair pair, Instant now) {
    queues
        .computeIfAbsent(pair.position().partition(), added -> new ArrayDeque<>())
        .addLast(new Waiting(pair, now));
  }

  /** Which partitions have nothing that was not read, as of now. */
  public void endedAt(Set<TopicPartition> partitions) {
    ended = Set.copyOf(partitions);
  }

  /** Whether all that the log has is in here, as far as is known. */
  public boolean isCaughtUp() {
    return ended.containsAll(queues.keySet());
  }

  /** The pairs that are next, up to {@code count}; fewer when what comes then is not known yet. */
  public List<WindowPair> peek(int count) {
    Map<TopicPartition, Iterator<Waiting>> rest =
        queues.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, queue -> queue.getValue().iterator()));
    Map<TopicPartition, Waiting> heads = new HashMap<>();
    List<WindowPair> next = new ArrayList<>();
    while (next.size() < count && advance(rest, heads)) {
      Optional<Waiting> first = heads.values().stream().min(ORDER);
      if (first.isEmpty()) {
        return next;
      }
      next.add(first.get().pair());
      heads.remove(first.get().pair().position().partition());
    }
    return next;
  }

  /** Takes those out that {@link #peek} showed: they were learned. */
  public void remove(List<WindowPair> learned) {
    for (WindowPair pair : learned) {
      Waiting first = queues.get(pair.position().partition()).removeFirst();
      if (first.pair() != pair) {
        throw new IllegalStateException(
            "%s was learned before %s".formatted(pair.position(), first.pair().position()));
      }
    }
  }

  /** How many wait. */
  public int size() {
    return queues.values().stream().mapToInt(Deque::size).sum();
  }

  /** How long the longest of them has waited; zero when there is none. */
  public Duration longestWait(Instant now) {
    return firsts(Waiting::since).values().stream()
        .min(Comparator.naturalOrder())
        .map(since -> Duration.between(since, now))
        .orElse(Duration.ZERO);
  }

  /** The offset of the first waiting pair of each partition that has one. */
  public Map<TopicPartition, Long> firstOffsets() {
    return firsts(waiting -> waiting.pair().position().offset());
  }

  /** The partitions of which so many pairs wait. */
  public Set<TopicPartition> partitionsWith(int pairs) {
    Set<TopicPartition> full = new HashSet<>();
    queues.forEach(
        (partition, queue) -> {
          if (queue.size() >= pairs) {
            full.add(partition);
          }
        });
    return full;
  }

  /** Shows the first of each partition; false when one that may have more has none. */
  private boolean advance(
      Map<TopicPartition, Iterator<Waiting>> rest, Map<TopicPartition, Waiting> heads) {
    for (Map.Entry<TopicPartition, Iterator<Waiting>> entry : rest.entrySet()) {
      TopicPartition partition = entry.getKey();
      if (heads.containsKey(partition)) {
        continue;
      }
      if (entry.getValue().hasNext()) {
        heads.put(partition, entry.getValue().next());
      } else if (!ended.contains(partition)) {
        return false;
      }
    }
    return true;
  }

  private <T> Map<TopicPartition, T> firsts(Function<Waiting, T> value) {
    Map<TopicPartition, T> firsts = new HashMap<>();
    queues.forEach(
        (partition, queue) -> {
          if (!queue.isEmpty()) {
            firsts.put(partition, value.apply(queue.getFirst()));
          }
        });
    return firsts;
  }
}
