package dev.xmcgan.cli.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A text that changes when a class path does, also when a jar was built anew. */
final class Fingerprint {
  private Fingerprint() {}

  /** Names, sizes and times of the jars, in their order. */
  static String of(List<Path> jars) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path jar : jars) {
      text.append(jar)
          .append(' ')
          .append(Files.size(jar))
          .append(' ')
          .append(Files.getLastModifiedTime(jar).toMillis())
          .append('\n');
    }
    return text.toString();
  }
}
