package dev.xmcgan.model.text;

import dev.xmcgan.model.config.Pooling;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The embeddings last used, up to a number of bytes; safe for use by several threads. */
final class EmbeddingCache {

  /** All that an embedding depends on, the encoder aside. */
  record Key(String caption, int maxWords, Pooling pooling) {}

  private final long capacity;
  private final Map<Key, CaptionEmbedding> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;
  private long hits;
  private long misses;

  EmbeddingCache(long capacityInBytes) {
    this.capacity = capacityInBytes;
  }

  synchronized Optional<CaptionEmbedding> get(Key key) {
    CaptionEmbedding found = entries.get(key);
    if (found == null) {
      misses++;
    } else {
      hits++;
    }
    return Optional.ofNullable(found);
  }

  synchronized void put(Key key, CaptionEmbedding embedding) {
    CaptionEmbedding previous = entries.put(key, embedding);
    bytes += embedding.bytes() - (previous == null ? 0 : previous.bytes());
    Iterator<CaptionEmbedding> oldestFirst = entries.values().iterator();
    while (bytes > capacity && oldestFirst.hasNext()) {
      bytes -= oldestFirst.next().bytes();
      oldestFirst.remove();
    }
  }

  synchronized long hits() {
    return hits;
  }

  synchronized long misses() {
    return misses;
  }

  synchronized int size() {
    return entries.size();
  }
}
