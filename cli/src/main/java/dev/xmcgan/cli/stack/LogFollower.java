package dev.xmcgan.cli.stack;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints the whole lines that a log file has gained. */
final class LogFollower {
  private static final int LARGEST_READ = 1 << 20;

  private final Path log;
  private final String prefix;
  private long position;

  /** Begins at the file's present end. */
  LogFollower(Path log, String prefix) throws IOException {
    this.log = log;
    this.prefix = prefix;
    this.position = Files.size(log);
  }

  void printNew(PrintWriter out) throws IOException {
    if (!Files.exists(log)) {
      return;
    }
    long size = Files.size(log);
    if (size < position) {
      // it was put away and begun anew
      position = 0;
    }
    byte[] fresh = new byte[(int) Math.min(size - position, LARGEST_READ)];
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(position);
      file.readFully(fresh);
    }
    int end = fresh.length;
    while (end > 0 && fresh[end - 1] != '\n') {
      end--;
    }
    new String(fresh, 0, end, StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> out.println(prefix + line));
    position += end;
    out.flush();
  }
}
