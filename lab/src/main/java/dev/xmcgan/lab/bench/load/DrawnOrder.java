package dev.xmcgan.lab.bench.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks whether a worker draws with an older checkpoint after a newer one, by the order of its
 * images in each partition. Checkpoints are released in turn, again and again, so that one half of
 * the circle is newer than another checkpoint and one half older.
 */
public final class DrawnOrder {
  private final List<String> circle;
  private final Map<Integer, Integer> newest = new HashMap<>();
  private int stale;

  /**
   * @param circle ids of checkpoints in the order in which they are released
   */
  public DrawnOrder(List<String> circle) {
    this.circle = List.copyOf(circle);
  }

  /** The next image of a partition. */
  void drawn(int partition, String checkpointId) {
    int place = circle.indexOf(checkpointId);
    if (place < 0) {
      throw new IllegalArgumentException("no such checkpoint was released: " + checkpointId);
    }
    Integer before = newest.putIfAbsent(partition, place);
    if (before != null && Math.floorMod(place - before, circle.size()) > circle.size() / 2) {
      stale++;
    } else {
      newest.put(partition, place);
    }
  }

  /** Images that were drawn with an older checkpoint than one before them. */
  public long stale() {
    return stale;
  }
}
