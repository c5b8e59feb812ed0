package dev.xmcgan.datasets.lines;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a UTF-8 file that are not blank, one by one. A byte order mark is passed over; bytes
 * that are no text spoil their line only. Not thread-safe.
 */
public final class TextLines implements Closeable {
  private static final int LONGEST_LINE = 16 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final ByteLines lines;
  private String text;
  private String problem;

  public TextLines(InputStream in) {
    this(new ByteLines(in, LONGEST_LINE));
  }

  private TextLines(ByteLines lines) {
    this.lines = lines;
  }

  /** Of a file that was read. */
  public static TextLines of(byte[] file) {
    int block = Math.max(1, Math.min(file.length, ByteLines.BLOCK));
    return new TextLines(new ByteLines(new ByteArrayInputStream(file), LONGEST_LINE, block));
  }

  /**
   * The whole of a file that was read, without space around it.
   *
   * @throws MalformedLineException when it is no text
   */
  public static String whole(byte[] file) throws MalformedLineException {
    try {
      return decode(file, file.length);
    } catch (CharacterCodingException e) {
      throw new MalformedLineException("is not UTF-8");
    }
  }

  /** Goes on to the next line that is not blank; false when there is none. */
  public boolean advance() throws IOException {
    while (lines.advance()) {
      read();
      if (problem != null || !text.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The line without space around it.
   *
   * @throws MalformedLineException when it is no text
   */
  public String text() throws MalformedLineException {
    if (problem != null) {
      throw new MalformedLineException(problem);
    }
    return text;
  }

  /** Counted from 1, blank ones too. */
  public int number() {
    return lines.number();
  }

  /** The byte at which it begins. */
  public long offset() {
    return lines.offset();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private void read() {
    problem = null;
    if (lines.length() > LONGEST_LINE) {
      problem = "has more than %d bytes".formatted(LONGEST_LINE);
      return;
    }
    try {
      text = decode(lines.bytes(), lines.length());
    } catch (CharacterCodingException e) {
      problem = isUtf16() ? "is not UTF-8 but UTF-16" : "is not UTF-8";
    }
  }

  private boolean isUtf16() {
    byte[] line = lines.bytes();
    return lines.number() == 1
        && lines.length() > 1
        && (line[0] == (byte) 0xff && line[1] == (byte) 0xfe
            || line[0] == (byte) 0xfe && line[1] == (byte) 0xff);
  }

  /** Strictly, without a byte order mark and space around it. */
  static String decode(byte[] bytes, int length) throws CharacterCodingException {
    String decoded =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    return (decoded.startsWith(BYTE_ORDER_MARK) ? decoded.substring(1) : decoded).strip();
  }
}
