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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Pairs that were read and not yet learned, partition by partition, and the one order in which they
 * are learned, with what the log says between them of pairs that are no more: always the earliest
 * by {@link PairPosition} among the firsts of all partitions. A partition that may have more must
 * have shown its first before anything else is known to be next; so the order depends on the log
 * alone and not on how its parts came in.
 *
 * <p>Pairs leave only by {@link #remove}, and the consumed offsets of a checkpoint stop before
 * those still in here: that is how no pair is lost between being read and being learned. Not
 * thread-safe.
 */
public final class UnlearnedPairs {
  private record Waiting(LogEntry entry, Instant since) {
    boolean isPair() {
      return entry instanceof WindowPair;
    }
  }

  private static final Comparator<Waiting> ORDER =
      Comparator.comparing(waiting -> waiting.entry().position());

  private final Map<TopicPartition, Deque<Waiting>> queues = new HashMap<>();
  private Set<TopicPartition> ended = Set.of();

  /**
   * @param partitions of training-pairs, all of them
   */
  public UnlearnedPairs(Set<TopicPartition> partitions) {
    partitions.forEach(partition -> queues.put(partition, new ArrayDeque<>()));
  }

  /** A record was read; within its partition it comes after all that were read before. */
  public void add(LogEntry entry, Instant now) {
    queues
        .computeIfAbsent(entry.position().partition(), added -> new ArrayDeque<>())
        .addLast(new Waiting(entry, now));
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
      if (first.get().entry() instanceof WindowPair pair) {
        next.add(pair);
      }
      heads.remove(first.get().entry().position().partition());
    }
    return next;
  }

  /**
   * Takes those out that {@link #peek} showed: they were learned.
   *
   * @return they, and between them what the log says of pairs that are no more
   */
  public List<LogEntry> remove(List<WindowPair> learned) {
    Deque<WindowPair> rest = new ArrayDeque<>(learned);
    List<LogEntry> passed = takeWhile(entry -> !rest.isEmpty() && isNextOf(rest, entry));
    if (!rest.isEmpty()) {
      throw new IllegalStateException(rest.getFirst().position() + " is not next to be learned");
    }
    return passed;
  }

  private static boolean isNextOf(Deque<WindowPair> rest, LogEntry entry) {
    if (entry == rest.getFirst()) {
      rest.removeFirst();
      return true;
    }
    return entry instanceof GonePair;
  }

  /** Takes out what is next, as long as that is known and wanted. */
  List<LogEntry> takeWhile(Predicate<LogEntry> wanted) {
    List<LogEntry> taken = new ArrayList<>();
    while (isNextKnown()) {
      Optional<Deque<Waiting>> first =
          queues.values().stream()
              .filter(queue -> !queue.isEmpty())
              .min(Comparator.comparing(Deque::getFirst, ORDER));
      if (first.isEmpty() || !wanted.test(first.get().getFirst().entry())) {
        return taken;
      }
      taken.add(first.get().removeFirst().entry());
    }
    return taken;
  }

  /** How many pairs wait. */
  public int size() {
    return queues.values().stream().mapToInt(UnlearnedPairs::pairs).sum();
  }

  /** How long the longest of them has waited; zero when there is none. */
  public Duration longestWait(Instant now) {
    return queues.values().stream()
        .flatMap(queue -> queue.stream().filter(Waiting::isPair).findFirst().stream())
        .map(Waiting::since)
        .min(Comparator.naturalOrder())
        .map(since -> Duration.between(since, now))
        .orElse(Duration.ZERO);
  }

  /** When the earliest of them came, milliseconds since 1970. */
  Optional<Long> oldestTimestamp() {
    return queues.values().stream()
        .flatMap(queue -> queue.stream().filter(Waiting::isPair).findFirst().stream())
        .map(waiting -> waiting.entry().position().timestamp())
        .min(Comparator.naturalOrder());
  }

  /** The offset of the first record of each partition that has one waiting. */
  public Map<TopicPartition, Long> firstOffsets() {
    Map<TopicPartition, Long> firsts = new HashMap<>();
    queues.forEach(
        (partition, queue) -> {
          if (!queue.isEmpty()) {
            firsts.put(partition, queue.getFirst().entry().position().offset());
          }
        });
    return firsts;
  }

  /** The partitions of which so many pairs wait. */
  public Set<TopicPartition> partitionsWith(int pairs) {
    Set<TopicPartition> full = new HashSet<>();
    queues.forEach(
        (partition, queue) -> {
          if (pairs(queue) >= pairs) {
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

  /** Whether no partition may have something earlier that was not read. */
  private boolean isNextKnown() {
    return queues.entrySet().stream()
        .allMatch(queue -> !queue.getValue().isEmpty() || ended.contains(queue.getKey()));
  }

  private static int pairs(Deque<Waiting> queue) {
    return (int) queue.stream().filter(Waiting::isPair).count();
  }
}
