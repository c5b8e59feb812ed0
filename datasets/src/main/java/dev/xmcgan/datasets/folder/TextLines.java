package dev.xmcgan.datasets.folder;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The lines of a UTF-8 file that are not blank, one by one; bytes that are no text spoil a line.
 */
final class TextLines {
  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final char REPLACEMENT = '\ufffd';

  /**
   * @param number counted from 1
   * @param text without space around it
   */
  record Line(int number, String text) {
    /** True when the line is not UTF-8. */
    boolean isBroken() {
      return text.indexOf(REPLACEMENT) >= 0;
    }
  }

  private TextLines() {}

  /** Close the stream. */
  static Stream<Line> of(Path file) throws IOException {
    // unlike Files.lines, this reader replaces what it cannot decode and goes on
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    AtomicInteger number = new AtomicInteger();
    return reader
        .lines()
        .map(text -> new Line(number.incrementAndGet(), clean(text)))
        .filter(line -> !line.text().isEmpty())
        .onClose(() -> close(reader));
  }

  private static String clean(String text) {
    return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).strip();
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
