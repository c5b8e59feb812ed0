package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Annotation files and images of a test, and the problems met in reading them. */
final class AnnotatedFolder {
  private final Path directory;
  private final List<PairProblem> problems = new ArrayList<>();

  AnnotatedFolder(Path directory) {
    this.directory = directory;
  }

  Path text(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines));
  }

  /** A small image file. */
  Path image(String name, int value) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, Pictures.png(value));
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  /** Notes it. */
  void problem(PairProblem problem) {
    problems.add(problem);
  }

  List<PairProblem> problems() {
    return problems;
  }

  /** What the problems say, without the folder's name. */
  List<String> told() {
    return problems.stream()
        .map(problem -> problem.describe().replace(directory + "/", ""))
        .toList();
  }

  List<PlacedPair> read(PairSource source, long from) throws IOException {
    try (Stream<PlacedPair> pairs = source.pairs(from, this::problem)) {
      return pairs.toList();
    }
  }
}
