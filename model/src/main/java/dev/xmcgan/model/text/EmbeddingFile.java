package dev.xmcgan.model.text;

import ai.djl.util.Float16Utils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Embeddings on disk, so that every caption of a large data set is read by BERT once and not at
 * each turn. The file is a ring: the newest embeddings in half precision, up to a number of bytes,
 * in the order in which they were computed. Nothing of it outlives the process. Safe for use by
 * several threads.
 */
public final class EmbeddingFile implements AutoCloseable {
  /**
   * Where an embedding lies.
   *
   * @param start bytes written before it since the beginning, gaps counted
   */
  private record Place(long start, int words, int sentence, int length) {
    int bytes() {
      return (words + sentence) * Short.BYTES;
    }
  }

  private final FileChannel channel;
  private final long capacity;
  private final Map<EmbeddingCache.Key, Place> places = new LinkedHashMap<>();
  private long end;

  /**
   * An empty ring.
   *
   * @param channel of a file for this alone, to read and write; closed with this
   * @param capacity most bytes of the file
   */
  public EmbeddingFile(FileChannel channel, long capacity) {
    this.channel = channel;
    this.capacity = capacity;
  }

  synchronized Optional<CaptionEmbedding> get(EmbeddingCache.Key key) throws IOException {
    Place place = places.get(key);
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(place.bytes());
    long at = place.start() % capacity;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at + bytes.position());
      if (read < 0) {
        throw new IOException("the file of embeddings ends before byte " + (at + place.bytes()));
      }
    }
    float[] values = Float16Utils.fromShortBuffer(bytes.flip().asShortBuffer());
    return Optional.of(
        new CaptionEmbedding(
            Arrays.copyOf(values, place.words()),
            Arrays.copyOfRange(values, place.words(), values.length),
            place.length()));
  }

  synchronized void put(EmbeddingCache.Key key, CaptionEmbedding embedding) throws IOException {
    int size = (embedding.words().length + embedding.sentence().length) * Short.BYTES;
    if (size > capacity || places.containsKey(key)) {
      return;
    }
    if (end % capacity + size > capacity) {
      end += capacity - end % capacity; // it does not fit before the ring's end
    }
    Iterator<Place> oldestFirst = places.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next().start() < end + size - capacity) {
      oldestFirst.remove();
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    put(bytes, embedding.words());
    put(bytes, embedding.sentence());
    bytes.flip();
    long at = end % capacity;
    while (bytes.hasRemaining()) {
      channel.write(bytes, at + bytes.position());
    }
    places.put(
        key,
        new Place(end, embedding.words().length, embedding.sentence().length, embedding.length()));
    end += size;
  }

  private static void put(ByteBuffer bytes, float[] values) {
    for (float value : values) {
      bytes.putShort(Float16Utils.floatToHalf(value));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
