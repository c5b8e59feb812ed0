package dev.xmcgan.cli.supervision;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
public final class ServiceLogTail {
  private static final int BYTES_PER_LINE = 2_000;

  private ServiceLogTail() {}

  /** The last lines, the oldest first; empty when there is no file. */
  public static List<String> lines(Path log, int count) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      int size = (int) Math.min(file.length(), (long) count * BYTES_PER_LINE);
      byte[] end = new byte[size];
      file.seek(file.length() - size);
      file.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
  }

  /** The last lines that tell something: no blank ones, no frames of a stack trace. */
  public static List<String> tellingLines(Path log, int count) throws IOException {
    List<String> telling =
        lines(log, 40 * count).stream()
            .filter(line -> !line.isBlank())
            .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
            .toList();
    return telling.subList(Math.max(0, telling.size() - count), telling.size());
  }
}
