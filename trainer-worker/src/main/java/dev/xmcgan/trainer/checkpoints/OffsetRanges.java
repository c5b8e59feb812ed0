package dev.xmcgan.trainer.checkpoints;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;

/** Writes offsets as text, neighbours as a range: {@code 3-7,12}. */
final class OffsetRanges {
  /** More than any window has; a damaged file must not fill the memory. */
  private static final long LONGEST = 5_000_000;

  private OffsetRanges() {}

  static String text(SortedSet<Long> offsets) {
    StringBuilder text = new StringBuilder();
    long first = -1;
    long last = -1;
    for (long offset : offsets) {
      if (last >= 0 && offset == last + 1) {
        last = offset;
        continue;
      }
      append(text, first, last);
      first = offset;
      last = offset;
    }
    append(text, first, last);
    return text.toString();
  }

  /**
   * Reads them back.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static SortedSet<Long> read(String text) {
    SortedSet<Long> offsets = new TreeSet<>();
    for (String range : text.split(",")) {
      String[] ends = range.split("-", 2);
      long first = Long.parseLong(ends[0]);
      long last = ends.length == 1 ? first : Long.parseLong(ends[1]);
      if (first < 0 || last < first || last - first > LONGEST) {
        throw new IllegalArgumentException("a range of offsets " + range);
      }
      LongStream.rangeClosed(first, last).forEach(offsets::add);
    }
    return offsets;
  }

  private static void append(StringBuilder text, long first, long last) {
    if (first < 0) {
      return;
    }
    text.append(text.isEmpty() ? "" : ",").append(first);
    if (last > first) {
      text.append('-').append(last);
    }
  }
}
