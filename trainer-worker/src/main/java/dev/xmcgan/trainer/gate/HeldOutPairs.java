package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.scores.SourceHash;
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

    /** The first so many of them, or all. */
    HeldOutSet first(int most) {
      return new HeldOutSet(pairs.subList(0, Math.min(most, pairs.size())));
    }

    /** Of ids and contents, in order: equal sets have equal hashes. */
    public String hash() {
      return SourceHash.of(
          pairs.stream().map(pair -> pair.pairId() + " " + pair.contentHash()).toList());
    }
  }

  /**
   * A sample of them over all that training still has of the stream, at most as many as are drawn.
   * The first of a sample are a sample themselves.
   */
  HeldOutSet sample() throws InterruptedException;

  @Override
  void close();
}
