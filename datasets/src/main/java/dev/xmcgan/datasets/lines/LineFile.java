package dev.xmcgan.datasets.lines;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads single lines of a large UTF-8 file, wherever they begin. Not thread-safe. */
final class LineFile implements Closeable {
  private static final int WINDOW = 1 << 16;

  private final FileChannel channel;
  private byte[] window = new byte[WINDOW];
  private long start;
  private int filled;

  LineFile(Path file) throws IOException {
    this.channel = FileChannel.open(file);
  }

  /** The line that begins at that byte, without space around it. */
  String line(long offset) throws IOException {
    boolean held = offset >= start && offset < start + filled;
    int from = held ? (int) (offset - start) : 0;
    int end = held ? end(from) : filled;
    if (end == filled) {
      start = offset;
      filled = 0;
      from = 0;
      end = 0;
      while (end == filled && readMore()) {
        end = end(end);
      }
    }
    return TextLines.decode(Arrays.copyOfRange(window, from, end), end - from);
  }

  /** Where a line ends; at the window's own end when it goes on behind that. */
  private int end(int from) {
    int at = from;
    while (at < filled && window[at] != '\n') {
      at++;
    }
    return at;
  }

  private boolean readMore() throws IOException {
    if (filled == window.length) {
      window = Arrays.copyOf(window, 2 * window.length);
    }
    ByteBuffer free = ByteBuffer.wrap(window, filled, window.length - filled);
    int read = channel.read(free, start + filled);
    filled += Math.max(0, read);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
