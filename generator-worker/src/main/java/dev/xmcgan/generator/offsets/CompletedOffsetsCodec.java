package dev.xmcgan.generator.offsets;

import java.util.ArrayList;
import java.util.List;

/**
 * Offsets at or above the committed one that are finished already, as text for the metadata of an
 * offset commit.
 *
 * <p>The form is {@code ahead:gap.length,gap.length…} in base 36; a gap counts from the committed
 * offset, then from the end of the range before. Metadata of other tools means nothing is finished.
 */
final class CompletedOffsetsCodec {
  private static final String MARK = "ahead:";
  private static final int RADIX = 36;

  private CompletedOffsetsCodec() {}

  /** The metadata; empty when nothing is finished ahead. Ranges ascend and do not overlap. */
  static String encode(long committed, List<OffsetRange> ranges) {
    if (ranges.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(MARK);
    long from = committed;
    String separator = "";
    for (OffsetRange range : ranges) {
      text.append(separator)
          .append(Long.toString(range.first() - from, RADIX))
          .append('.')
          .append(Long.toString(range.last() - range.first() + 1, RADIX));
      from = range.last() + 1;
      separator = ",";
    }
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException when it is ours and damaged
   */
  static List<OffsetRange> decode(long committed, String metadata) {
    if (!metadata.startsWith(MARK)) {
      return List.of();
    }
    List<OffsetRange> ranges = new ArrayList<>();
    long from = committed;
    for (String pair : metadata.substring(MARK.length()).split(",", -1)) {
      int dot = pair.indexOf('.');
      if (dot < 0) {
        throw new IllegalArgumentException("offset metadata is damaged: " + metadata);
      }
      long first = from + Long.parseLong(pair.substring(0, dot), RADIX);
      long next = first + Long.parseLong(pair.substring(dot + 1), RADIX);
      ranges.add(new OffsetRange(first, next - 1));
      from = next;
    }
    return ranges;
  }
}
