package dev.xmcgan.transport.serde;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers for a second which schema ids the registry does not know, so that a flood of such
 * records costs one question a second and not two each. An id that is unknown now may be registered
 * later.
 */
final class UnknownIds {

  private static final long LIFETIME_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MAX_IDS = 1_000;

  private final Map<Integer, Long> askedAt = new LinkedHashMap<>();

  synchronized void add(int id) {
    askedAt.remove(id);
    askedAt.put(id, System.nanoTime());
    if (askedAt.size() > MAX_IDS) {
      Iterator<Integer> oldest = askedAt.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  synchronized boolean contains(int id) {
    Long asked = askedAt.get(id);
    return asked != null && System.nanoTime() - asked < LIFETIME_NANOS;
  }
}
