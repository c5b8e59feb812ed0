package dev.xmcgan.evaluation.features;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Vectors in a temporary file, so that memory does not grow with the images: 30,000 of 2,048
 * numbers are 246 MB. The file goes with {@link #close}. Not thread-safe.
 */
public final class FeatureFile implements FeatureRows, AutoCloseable {
  private final FileChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int width;
  private int count;

  public FeatureFile() {
    try {
      Path file = Files.createTempFile("features", ".f32");
      this.channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One more vector.
   *
   * @throws IllegalArgumentException when it has another width than those before
   */
  public void add(float[] vector) {
    if (count == 0) {
      width = vector.length;
      buffer = ByteBuffer.allocate(width * Float.BYTES);
    }
    if (vector.length != width) {
      throw new IllegalArgumentException(
          "a feature vector of %d numbers among those of %d".formatted(vector.length, width));
    }
    buffer.clear();
    buffer.asFloatBuffer().put(vector);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, position(count) + buffer.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    count++;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public float[] row(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("vector " + index + " of " + count);
    }
    buffer.clear();
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, position(index) + buffer.position()) < 0) {
          throw new IllegalStateException("the file of vectors was cut");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    float[] vector = new float[width];
    buffer.flip().asFloatBuffer().get(vector);
    return vector;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long position(int index) {
    return (long) index * width * Float.BYTES;
  }
}
