package dev.xmcgan.cli.services;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A packaged Quarkus application (fast-jar) as a plain class path: its own runner loads classes
 * through a class loader of its own, and a JVM archives only what its built-in ones load.
 *
 * @param jars in search order
 */
record QuarkusApplication(List<Path> jars) {
  private static final String MAIN_CLASS = "io.quarkus.runner.GeneratedMain";

  /**
   * @param runner {@code quarkus-app/quarkus-run.jar}
   */
  static QuarkusApplication of(Path runner) throws IOException {
    Path folder = runner.toAbsolutePath().getParent();
    List<Path> jars = new ArrayList<>();
    // what Quarkus transformed stands before the originals
    for (String name : List.of("quarkus", "app", "lib/main", "lib/boot")) {
      Path part = folder.resolve(name);
      if (Files.isDirectory(part)) {
        try (Stream<Path> files = Files.list(part)) {
          files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
        }
      }
    }
    return new QuarkusApplication(jars);
  }

  /** The arguments of {@code java} that come after its flags. */
  List<String> arguments() {
    String path = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    return List.of("-cp", path, MAIN_CLASS);
  }
}
