package dev.xmcgan.trainer.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest pairs by position, up to a capacity: a function of which records were added, not of
 * the order they were added in, so that a restart that reads them back finds the same window. A
 * corrected pair (same id, later position) speaks for its earlier versions. Not thread-safe.
 */
public final class ReplayWindow {
  private static final Comparator<WindowPair> ORDER = Comparator.comparing(WindowPair::position);

  private final int capacity;
  private final List<WindowPair> oldestFirst = new ArrayList<>();
  private final Map<String, WindowPair> newestOfId = new HashMap<>();

  /**
   * @param capacity most pairs, at least 1
   */
  public ReplayWindow(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a replay window holds at least 1 pair, not " + capacity);
    }
    this.capacity = capacity;
  }

  /** Adds a pair; the oldest leaves when there are too many. A position added twice counts once. */
  public void add(WindowPair pair) {
    int found = Collections.binarySearch(oldestFirst, pair, ORDER);
    if (found >= 0) {
      return;
    }
    oldestFirst.add(-found - 1, pair);
    newestOfId.merge(
        pair.pairId(), pair, (one, other) -> ORDER.compare(one, other) < 0 ? other : one);
    if (oldestFirst.size() > capacity) {
      WindowPair oldest = oldestFirst.remove(0);
      newestOfId.remove(oldest.pairId(), oldest);
    }
  }

  /** The pair at a place, 0 = oldest, in its newest version. */
  public WindowPair get(int index) {
    return newestOfId.get(oldestFirst.get(index).pairId());
  }

  /** Pairs held, versions counted. */
  public int size() {
    return oldestFirst.size();
  }

  /** Different pair ids held. */
  public int distinctPairs() {
    return newestOfId.size();
  }

  /** Whether no further pair fits without an older one leaving. */
  public boolean isFull() {
    return oldestFirst.size() >= capacity;
  }

  /** Most pairs it holds. */
  public int capacity() {
    return capacity;
  }
}
