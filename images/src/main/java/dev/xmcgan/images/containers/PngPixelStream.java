package dev.xmcgan.images.containers;

import dev.xmcgan.images.containers.PngChunks.Chunk;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The compressed pixels of a PNG file, inflated once to see that they are whole and their checksum
 * (Adler-32) right: the JDK's reader stops at the last pixel and never looks at it.
 */
public final class PngPixelStream {
  private static final int BUFFER_BYTES = 1 << 16;

  /** What may follow the last pixel; more is refused, not inflated. */
  private static final long SPARE_BYTES = 1 << 20;

  /** Of each pass of an interlaced image (Adam7): first column, first row, and their steps. */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private PngPixelStream() {}

  /** What is wrong with the pixels' data. */
  public static Optional<String> damage(List<Chunk> chunks) {
    Optional<Chunk> header =
        chunks.stream().filter(chunk -> chunk.type().equals("IHDR")).findFirst();
    if (header.filter(chunk -> chunk.content().length >= 13).isEmpty()) {
      return Optional.of("it has no header");
    }
    long expected = bytes(ByteBuffer.wrap(header.get().content()));
    Iterator<Chunk> data = chunks.stream().filter(chunk -> chunk.type().equals("IDAT")).iterator();
    Inflater inflater = new Inflater();
    try {
      byte[] buffer = new byte[BUFFER_BYTES];
      while (!inflater.finished()) {
        if (inflater.needsDictionary() || (inflater.needsInput() && !data.hasNext())) {
          return Optional.of("its pixels end too early");
        }
        if (inflater.needsInput()) {
          inflater.setInput(data.next().content());
        }
        inflater.inflate(buffer);
        if (inflater.getBytesWritten() > expected + SPARE_BYTES) {
          return Optional.of("it has more pixels than its header says");
        }
      }
      return inflater.getBytesWritten() < expected
          ? Optional.of("it has fewer pixels than its header says")
          : Optional.empty();
    } catch (DataFormatException e) {
      return Optional.of("its pixels cannot be inflated: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  /** Bytes that the pixels take, with the filter byte of each row. */
  private static long bytes(ByteBuffer header) {
    long width = header.getInt(0);
    long height = header.getInt(4);
    long bits = (long) header.get(8) * samples(header.get(9));
    if (header.get(12) == 0) {
      return height * (1 + (width * bits + 7) / 8);
    }
    long bytes = 0;
    for (int[] pass : PASSES) {
      long columns = Math.max(0, (width - pass[0] + pass[2] - 1) / pass[2]);
      long rows = Math.max(0, (height - pass[1] + pass[3] - 1) / pass[3]);
      bytes += columns == 0 ? 0 : rows * (1 + (columns * bits + 7) / 8);
    }
    return bytes;
  }

  private static int samples(byte colourType) {
    return switch (colourType) {
      case 2 -> 3; // RGB
      case 4 -> 2; // grey and alpha
      case 6 -> 4; // RGB and alpha
      default -> 1; // grey, palette
    };
  }
}
