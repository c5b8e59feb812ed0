package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.drawing.SharedGenerator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A few generators beside the released one; the least recently used makes room for the next. One
 * owner; not thread-safe.
 */
final class GeneratorCache implements AutoCloseable {
  private final int capacity;
  private final Map<String, SharedGenerator> drawers = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param capacity generators kept, at least 1
   */
  GeneratorCache(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a shelf for " + capacity + " generators");
    }
    this.capacity = capacity;
  }

  boolean has(String checkpointId) {
    return drawers.containsKey(checkpointId);
  }

  Optional<SharedGenerator> get(String checkpointId) {
    return Optional.ofNullable(drawers.get(checkpointId));
  }

  void put(SharedGenerator drawer) {
    discard(drawer.checkpointId());
    Iterator<SharedGenerator> leastRecentFirst = drawers.values().iterator();
    while (drawers.size() >= capacity) {
      SharedGenerator evicted = leastRecentFirst.next();
      leastRecentFirst.remove();
      evicted.close();
    }
    drawers.put(drawer.checkpointId(), drawer);
  }

  void discard(String checkpointId) {
    SharedGenerator drawer = drawers.remove(checkpointId);
    if (drawer != null) {
      drawer.close();
    }
  }

  @Override
  public void close() {
    drawers.values().forEach(SharedGenerator::close);
    drawers.clear();
  }
}
