package dev.xmcgan.cli.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How much memory a process holds, in bytes, shared pages counted in full. */
public final class ResidentMemory {
  private static final long KIBIBYTE = 1024;

  private ResidentMemory() {}

  /** Empty when there is no such process or the system does not tell. */
  public static OptionalLong of(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try {
      if (Files.exists(status)) {
        return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
            .findFirst();
      }
      return fromPs(pid);
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong fromPs(long pid) throws IOException {
    Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
    String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return text.isBlank()
        ? OptionalLong.empty()
        : OptionalLong.of(Long.parseLong(text.strip()) * KIBIBYTE);
  }
}
