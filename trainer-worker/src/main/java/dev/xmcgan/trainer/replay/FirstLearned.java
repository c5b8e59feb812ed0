package dev.xmcgan.trainer.replay;

import dev.xmcgan.schemas.NewPairs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Collects when the pairs arrived that were learned for the first time since the last checkpoint,
 * for its manifest. Not thread-safe.
 */
final class FirstLearned {
  /** Most arrivals that a manifest names; more are sampled evenly. */
  static final int SAMPLE = 100;

  private final List<Long> arrivals = new ArrayList<>();

  /** These were in a step that was taken. */
  void add(List<WindowPair> pairs) {
    pairs.forEach(pair -> arrivals.add(pair.position().timestamp()));
  }

  /** As a manifest tells it. */
  NewPairs newPairs() {
    List<Long> sorted = arrivals.stream().sorted().toList();
    int sample = Math.min(SAMPLE, sorted.size());
    List<Long> even =
        IntStream.range(0, sample)
            .mapToObj(i -> sorted.get((int) ((2L * i + 1) * sorted.size() / (2L * sample))))
            .toList();
    return new NewPairs((long) sorted.size(), even);
  }

  /** A checkpoint has told them. */
  void clear() {
    arrivals.clear();
  }
}
