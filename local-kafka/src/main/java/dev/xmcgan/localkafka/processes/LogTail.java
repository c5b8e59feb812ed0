package dev.xmcgan.localkafka.processes;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Reads the end of a log file. */
final class LogTail {

  private static final int WINDOW_BYTES = 16 * 1024;

  private LogTail() {}

  /** The last lines but stack frames, oldest first; empty if the file cannot be read. */
  static List<String> lastLines(Path file, int count) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, log.length() - WINDOW_BYTES);
      byte[] window = new byte[(int) (log.length() - start)];
      log.seek(start);
      log.readFully(window);
      List<String> lines =
          new String(window, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
              .toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
