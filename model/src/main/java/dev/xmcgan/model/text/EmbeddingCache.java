package dev.xmcgan.model.text;

import dev.xmcgan.model.config.Pooling;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embeddings last used, up to a number of bytes, and below them a file for more, if there is
 * one. Safe for use by several threads.
 */
final class EmbeddingCache implements AutoCloseable {

  /** All that an embedding depends on, the encoder aside. */
  record Key(String caption, int maxWords, Pooling pooling) {}

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingCache.class);

  private final long capacity;
  private Optional<EmbeddingFile> file;

  /** What memory and file give must be the same: a training that is resumed meets other hits. */
  private final boolean halves;

  private final Map<Key, CaptionEmbedding> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;
  private long hits;
  private long misses;

  EmbeddingCache(long capacityInBytes) {
    this(capacityInBytes, Optional.empty());
  }

  /**
   * @param file closed with this
   */
  EmbeddingCache(long capacityInBytes, Optional<EmbeddingFile> file) {
    this.capacity = capacityInBytes;
    this.file = file;
    this.halves = file.isPresent();
  }

  synchronized Optional<CaptionEmbedding> get(Key key) {
    Optional<CaptionEmbedding> found = Optional.ofNullable(entries.get(key));
    if (found.isEmpty()) {
      found = onDisk(key);
      found.ifPresent(embedding -> keep(key, embedding));
    }
    if (found.isEmpty()) {
      misses++;
    } else {
      hits++;
    }
    return found;
  }

  /**
   * Keeps an embedding.
   *
   * @return what it is from now on, however it is got: with a file, in half precision
   */
  synchronized CaptionEmbedding put(Key key, CaptionEmbedding embedding) {
    CaptionEmbedding kept = halves ? embedding.inHalfPrecision() : embedding;
    if (file.isPresent()) {
      try {
        file.get().put(key, kept);
      } catch (IOException e) {
        giveUp(e);
      }
    }
    keep(key, kept);
    return kept;
  }

  @Override
  public synchronized void close() {
    file.ifPresent(
        open -> {
          try {
            open.close();
          } catch (IOException e) {
            LOG.atWarn()
                .addKeyValue("reason", e.toString())
                .log("the file of embeddings was not closed");
          }
        });
    file = Optional.empty();
  }

  private Optional<CaptionEmbedding> onDisk(Key key) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return file.get().get(key);
    } catch (IOException e) {
      giveUp(e);
      return Optional.empty();
    }
  }

  /** It is a cache: without it all goes on, only slower. */
  private void giveUp(IOException failure) {
    LOG.atWarn()
        .addKeyValue("reason", failure.toString())
        .log("embeddings are no longer kept on disk");
    close();
  }

  private void keep(Key key, CaptionEmbedding embedding) {
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
