package dev.xmcgan.localkafka;

import dev.xmcgan.localkafka.processes.ClassDataArchive;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where this module's build puts the broker and the registry.
 *
 * @param brokerLibraries the broker's jars
 * @param registryJar the registry's runner, its libraries beside it
 * @param archives writable directory for class-data archives, which make later starts quicker
 * @param writesArchives whether a first run writes its archive as it ends, which takes seconds
 */
public record Installation(
    Path brokerLibraries, Path registryJar, Path archives, boolean writesArchives) {

  /**
   * The installation under a project root.
   *
   * @throws IllegalStateException if it has not been built
   */
  public static Installation under(Path projectRoot) {
    Path target = projectRoot.toAbsolutePath().resolve("local-kafka").resolve("target");
    Path libraries = target.resolve("broker").resolve("lib");
    if (!Files.isRegularFile(libraries.resolve("kafka_2.13.jar"))) {
      throw notBuilt(libraries);
    }
    Path registry = target.resolve("registry");
    return new Installation(libraries, runner(registry), target.resolve("archives"), true);
  }

  /** The same, using archives that are there and writing none. */
  public Installation writingNoArchives() {
    return new Installation(brokerLibraries, registryJar, archives, false);
  }

  /** The same, with its archives there where this user may not write beside the jars. */
  public Installation orArchivesIn(Path own) {
    return new Installation(
        brokerLibraries, registryJar, ClassDataArchive.directory(archives, own), writesArchives);
  }

  /** Options for a program's JVM. */
  List<String> archiveOptions(ClassDataArchive archive) {
    return writesArchives ? archive.jvmOptions() : archive.readingOptions();
  }

  /** The broker's class path, in a fixed order so that class-data archives fit. */
  String brokerClassPath() {
    try (Stream<Path> jars = Files.list(brokerLibraries)) {
      List<String> sorted =
          jars.filter(jar -> jar.toString().endsWith(".jar")).map(Path::toString).sorted().toList();
      return String.join(File.pathSeparator, sorted);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path runner(Path registry) {
    if (!Files.isDirectory(registry)) {
      throw notBuilt(registry);
    }
    try (Stream<Path> files = Files.list(registry)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-runner.jar"))
          .findFirst()
          .orElseThrow(() -> notBuilt(registry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException notBuilt(Path missing) {
    return new IllegalStateException(
        missing + " is missing; build it with ./mvnw -pl local-kafka -DskipTests package");
  }
}
