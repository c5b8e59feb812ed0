package dev.xmcgan.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the project: the property {@code xmcgan.home}, which every test run sets, or upwards. */
final class ProjectRoot {

  private ProjectRoot() {}

  static Path find() {
    String home = System.getProperty("xmcgan.home");
    if (home != null) {
      return Path.of(home);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("local-kafka").resolve("pom.xml"))) {
        return at;
      }
    }
    throw new IllegalStateException("no project root above here; set -Dxmcgan.home");
  }
}
