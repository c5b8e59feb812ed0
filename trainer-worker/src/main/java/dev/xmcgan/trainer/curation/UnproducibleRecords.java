package dev.xmcgan.trainer.curation;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which records the broker refused as too large, so that they are rejected when they come
 * again. Their transaction is lost by then, and what it had read is read again: topic and key tell
 * that this time they must not be written.
 */
final class UnproducibleRecords {
  private record TopicAndKey(String topic, String key) {}

  private final Set<TopicAndKey> refused = ConcurrentHashMap.newKeySet();

  void add(String topic, String key) {
    refused.add(new TopicAndKey(topic, key));
  }

  /** Whether it was refused; asked once, as a later record of the key may be small. */
  boolean forget(String topic, String key) {
    return refused.remove(new TopicAndKey(topic, key));
  }
}
