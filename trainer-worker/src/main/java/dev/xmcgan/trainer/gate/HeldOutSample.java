package dev.xmcgan.trainer.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * A sample of held-out pairs that changes little when pairs come and go: of each source those with
 * the lowest hash of their ids, which are uniform over the pairs' age, one of each source in turn.
 * Not thread-safe.
 */
final class HeldOutSample {
  /** Pairs kept for each that is drawn, in case those in the sample get too old. */
  private static final int SPARE = 8;

  private static final Comparator<Found> BY_HASH =
      Comparator.comparingLong(Found::hash).thenComparing(found -> found.pair().pairId());

  private record Found(
      HeldOutPair pair, String source, TopicPartition partition, long offset, long hash) {}

  private final int most;
  private final Map<String, Found> byPairId = new HashMap<>();

  /**
   * @param most pairs in the sample
   */
  HeldOutSample(int most) {
    this.most = most;
  }

  /** A pair was read; it replaces an earlier one of its id. */
  void add(HeldOutPair pair, String source, TopicPartition partition, long offset) {
    long hash = new SplittableRandom(pair.pairId().hashCode()).nextLong();
    byPairId.put(pair.pairId(), new Found(pair, source, partition, offset, hash));
    if (byPairId.size() > 2 * SPARE * most) {
      List<Found> kept = inTurns(SPARE * most);
      byPairId.clear();
      kept.forEach(found -> byPairId.put(found.pair().pairId(), found));
    }
  }

  /** A pair was erased, or is held out no more. */
  void remove(String pairId) {
    byPairId.remove(pairId);
  }

  /** Pairs before these offsets are too old. */
  void forgetBefore(Map<TopicPartition, Long> oldest) {
    byPairId
        .values()
        .removeIf(found -> found.offset() < oldest.getOrDefault(found.partition(), 0L));
  }

  /** The sample. */
  List<HeldOutPair> pairs() {
    return inTurns(most).stream().map(Found::pair).toList();
  }

  private List<Found> inTurns(int count) {
    Map<String, List<Found>> bySource = new TreeMap<>();
    for (Found found : byPairId.values()) {
      bySource.computeIfAbsent(found.source(), added -> new ArrayList<>()).add(found);
    }
    List<Iterator<Found>> sources = new ArrayList<>();
    for (List<Found> ofOne : bySource.values()) {
      ofOne.sort(BY_HASH);
      sources.add(ofOne.iterator());
    }
    List<Found> chosen = new ArrayList<>();
    while (chosen.size() < count && !sources.isEmpty()) {
      sources.removeIf(source -> !source.hasNext());
      for (Iterator<Found> source : sources) {
        if (chosen.size() < count) {
          chosen.add(source.next());
        }
      }
    }
    return chosen;
  }
}
