package dev.xmcgan.datasets.lines;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a file as bytes, with the place where each begins. One that is too long is passed
 * over without being held. Not thread-safe.
 */
public final class ByteLines implements Closeable {
  /** Bytes that are read at once. */
  static final int BLOCK = 1 << 16;

  private final InputStream in;
  private final int longest;
  private final byte[] block;
  private int at;
  private int end;
  private byte[] line;
  private int length;
  private long offset;
  private long next;
  private int number;

  /**
   * @param longest the most bytes of a line
   */
  public ByteLines(InputStream in, int longest) {
    this(in, longest, BLOCK);
  }

  /**
   * @param block bytes that are read at once
   */
  ByteLines(InputStream in, int longest, int block) {
    this.in = in;
    this.longest = longest;
    this.block = new byte[block];
    this.line = new byte[block];
  }

  /** Goes on to the next line; false when there is none. */
  public boolean advance() throws IOException {
    offset = next;
    length = 0;
    boolean some = false;
    while (at < end || fill()) {
      some = true;
      int from = at;
      while (at < end && block[at] != '\n') {
        at++;
      }
      keep(from, at - from);
      next += at - from;
      if (at < end) {
        at++;
        next++;
        break;
      }
    }
    number += some ? 1 : 0;
    return some;
  }

  /** The line, without its end; the first {@link #length} bytes count. */
  public byte[] bytes() {
    return line;
  }

  /** Bytes of the line; more than the longest when it is too long to be held. */
  public int length() {
    return length;
  }

  /** The byte at which it begins. */
  public long offset() {
    return offset;
  }

  /** Counted from 1. */
  public int number() {
    return number;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(block, 0, block.length));
    return end > 0;
  }

  private void keep(int from, int count) {
    if (length + count > longest) {
      length = longest + 1;
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(2 * line.length, length + count));
    }
    System.arraycopy(block, from, line, length, count);
    length += count;
  }
}
