package dev.xmcgan.model.captions;

import java.util.Arrays;

/**
 * The set of a caption's words, by their hashes: thousands of captions are compared for each step.
 * Letter case and punctuation do not count.
 */
final class CaptionWords {
  private final int[] hashes;

  private CaptionWords(int[] hashes) {
    this.hashes = hashes;
  }

  static CaptionWords of(String caption) {
    int[] hashes = new int[caption.length() / 2 + 1];
    int count = 0;
    int at = 0;
    while (at < caption.length()) {
      int hash = 0;
      int begin = at;
      while (at < caption.length() && Character.isLetterOrDigit(caption.codePointAt(at))) {
        int letter = caption.codePointAt(at);
        hash = 31 * hash + Character.toLowerCase(letter);
        at += Character.charCount(letter);
      }
      if (at > begin) {
        hashes[count++] = hash;
      } else {
        at += Character.charCount(caption.codePointAt(at));
      }
    }
    return new CaptionWords(Arrays.stream(hashes, 0, count).sorted().distinct().toArray());
  }

  /** The Jaccard index: words that both have, as a share of all; 0 where there are none. */
  double likeness(CaptionWords other) {
    int shared = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < hashes.length && theirs < other.hashes.length) {
      int order = Integer.compare(hashes[mine], other.hashes[theirs]);
      if (order == 0) {
        shared++;
      }
      if (order <= 0) {
        mine++;
      }
      if (order >= 0) {
        theirs++;
      }
    }
    int all = hashes.length + other.hashes.length - shared;
    return all == 0 ? 0 : (double) shared / all;
  }
}
