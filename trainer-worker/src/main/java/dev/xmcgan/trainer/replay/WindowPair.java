package dev.xmcgan.trainer.replay;

import java.util.List;

/**
 * A pair as it is kept for training.
 *
 * @param captions one or more; one is drawn each time
 * @param rgb S·S·3 bytes, row by row; not copied, do not change
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of images are kept, none is compared
public record WindowPair(PairPosition position, String pairId, List<String> captions, byte[] rgb)
    implements LogEntry {
  public WindowPair {
    captions = List.copyOf(captions);
    if (captions.isEmpty()) {
      throw new IllegalArgumentException("pair " + pairId + " has no caption");
    }
  }
}
