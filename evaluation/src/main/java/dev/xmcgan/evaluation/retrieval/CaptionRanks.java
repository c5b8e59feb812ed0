package dev.xmcgan.evaluation.retrieval;

import java.util.List;

/** Ranks of captions by how well they fit images, in blocks of neighbours. */
final class CaptionRanks {
  /** Captions that an image is compared with, its own among them; fewer where there are fewer. */
  private static final int BLOCK = 32;

  private CaptionRanks() {}

  /** What is done with captions and images of numbers from up to below to. */
  @FunctionalInterface
  interface Block {
    void rank(int from, int to);
  }

  /** Goes through all; the last ones are set among captions of the block before. */
  static void inBlocks(int count, Block block) {
    for (int from = 0; from < count; from += BLOCK) {
      int start = Math.max(0, Math.min(from, count - BLOCK));
      block.rank(start, Math.min(count, start + BLOCK));
    }
  }

  /**
   * Puts the share of other captions that fit each image less well than its own.
   *
   * @param similarities (B,B) flat, an image a row
   * @param captions of the block, B
   * @param at where the block begins in the ranks
   */
  static void put(float[] similarities, List<String> captions, int at, double[] ranks) {
    int count = captions.size();
    for (int image = 0; image < count; image++) {
      double below = 0;
      int others = 0;
      float own = similarities[image * count + image];
      for (int other = 0; other < count; other++) {
        if (!captions.get(other).equals(captions.get(image))) {
          float value = similarities[image * count + other];
          below += value < own ? 1 : value == own ? 0.5 : 0;
          others++;
        }
      }
      ranks[at + image] = others == 0 ? 0.5 : below / others;
    }
  }
}
