package dev.xmcgan.localkafka.processes;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a log that a child appends to within bounds: its content moves to {@code .1}, what was
 * there to {@code .2}, and so on. The child keeps its file, which is copied and emptied; what it
 * writes between the two, if anything, is lost.
 *
 * @param largestBytes a longer log is put aside
 * @param kept how many older parts stay
 */
public record LogRotation(long largestBytes, int kept) {

  public LogRotation {
    if (largestBytes < 0 || kept < 1) {
      throw new IllegalArgumentException("largestBytes " + largestBytes + ", kept " + kept);
    }
  }

  /** At most 40 MiB for each child. */
  public static LogRotation standard() {
    return new LogRotation(10L << 20, 3);
  }

  /** Puts the log aside if it is too long. */
  public void rotate(Path log) throws IOException {
    if (Files.notExists(log) || Files.size(log) <= largestBytes) {
      return;
    }
    for (int part = kept - 1; part >= 1; part--) {
      if (Files.exists(part(log, part))) {
        Files.move(part(log, part), part(log, part + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.copy(log, part(log, 1), StandardCopyOption.REPLACE_EXISTING);
    // not opened for appending: that would forbid it
    FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
  }

  private static Path part(Path log, int number) {
    return log.resolveSibling(log.getFileName() + "." + number);
  }
}
