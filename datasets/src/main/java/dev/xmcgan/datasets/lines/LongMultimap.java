package dev.xmcgan.datasets.lines;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Which values go with a key, all of them numbers: at most 20 bytes for each value, where a map of
 * lists takes a hundred. Keys are in ascending order, a key's values in the order they came.
 */
public final class LongMultimap {
  private final long[] keys; // (K), ascending
  private final int[] starts; // (K + 1), where a key's values begin
  private final long[] values;

  private LongMultimap(long[] keys, int[] starts, long[] values) {
    this.keys = keys;
    this.starts = starts;
    this.values = values;
  }

  /** How many different keys. */
  public int size() {
    return keys.length;
  }

  /** The key with that rank. */
  public long key(int rank) {
    return keys[rank];
  }

  /** The rank of a key; below 0 when it is not there. */
  public int rank(long key) {
    return Arrays.binarySearch(keys, key);
  }

  /** The values of the key with that rank, one or more. */
  public LongStream values(int rank) {
    return Arrays.stream(values, starts[rank], starts[rank + 1]);
  }

  /** Gathers entries. */
  public static final class Builder {
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] keys = new long[FIRST_CAPACITY];
    private long[] values = new long[FIRST_CAPACITY];
    private int count;

    public void put(long key, long value) {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      keys[count] = key;
      values[count] = value;
      count++;
    }

    public LongMultimap build() {
      long[] distinct = Arrays.stream(keys, 0, count).sorted().distinct().toArray();
      int[] starts = new int[distinct.length + 1];
      for (int i = 0; i < count; i++) {
        starts[Arrays.binarySearch(distinct, keys[i]) + 1]++;
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      int[] next = starts.clone();
      long[] grouped = new long[count];
      for (int i = 0; i < count; i++) {
        grouped[next[Arrays.binarySearch(distinct, keys[i])]++] = values[i];
      }
      return new LongMultimap(distinct, starts, grouped);
    }
  }
}
