package dev.xmcgan.generator.offsets;

/** Offsets {@code first} to {@code last}, both included. */
record OffsetRange(long first, long last) {
  OffsetRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("no range of offsets: " + first + " to " + last);
    }
  }

  boolean contains(long offset) {
    return first <= offset && offset <= last;
  }
}
