package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.scores.ContentHash;
import java.util.List;

/** Where held-out pairs come from. */
public interface HeldOutPairs extends AutoCloseable {

  /**
   * Pairs to judge by.
   *
   * @param pairs in the order they are drawn in
   */
  record HeldOutSet(List<HeldOutPair> pairs) {
    public HeldOutSet {
      pairs = List.copyOf(pairs);
    }

    /** The last so many of them, or all. */
    HeldOutSet last(int most) {
      return new HeldOutSet(pairs.subList(Math.max(0, pairs.size() - most), pairs.size()));
    }

    /** Of ids and contents, in order: equal sets have equal hashes. */
    public String hash() {
      return ContentHash.of(
          pairs.stream().map(pair -> pair.pairId() + " " + pair.contentHash()).toList());
    }
  }

  /** The newest of them, at most as many as are drawn. */
  HeldOutSet newest() throws InterruptedException;

  @Override
  void close();
}
