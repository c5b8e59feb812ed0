package dev.xmcgan.gateway.pairs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of bytes; what is longer than may be is passed over, and said to be. */
final class BoundedLines {
  private final InputStream in;
  private final int longest;
  private boolean isTooLong;

  /**
   * @param longest bytes of a line, without its end
   */
  BoundedLines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in);
    this.longest = longest;
  }

  /** The next line that is not empty, without its end; empty after the last one. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    isTooLong = false;
    boolean isBlank = true;
    for (int read = in.read(); read >= 0; read = in.read()) {
      if (read != '\n') {
        isBlank &= Character.isWhitespace(read);
        isTooLong |= line.size() >= longest;
        if (!isTooLong) {
          line.write(read);
        }
      } else if (!isBlank) {
        return Optional.of(line.toByteArray());
      } else {
        line.reset();
        isTooLong = false;
      }
    }
    return isBlank ? Optional.empty() : Optional.of(line.toByteArray());
  }

  /** Whether the line that was read last was longer, and only its beginning was returned. */
  boolean isTooLong() {
    return isTooLong;
  }
}
