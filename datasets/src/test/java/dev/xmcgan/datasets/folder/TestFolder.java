package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder that a test fills with images and texts, and what reading it tells. */
abstract class TestFolder {
  @TempDir Path temporary;

  Path directory;

  final List<PairProblem> problems = new ArrayList<>();

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(temporary.resolve("cats"));
  }

  FolderPairs open() throws IOException {
    return FolderPairs.open(directory, problems::add);
  }

  List<CaptionedImage> read() throws IOException {
    return read(open());
  }

  List<CaptionedImage> read(FolderPairs folder) throws IOException {
    try (Stream<CaptionedImage> pairs = folder.pairs(problems::add)) {
      return pairs.toList();
    }
  }

  static List<String> files(List<CaptionedImage> pairs) {
    return pairs.stream().map(pair -> pair.metadata().get("file")).toList();
  }

  /** What the problems say, without the folder's name. */
  List<String> told() {
    return problems.stream()
        .map(problem -> problem.describe().replace(directory + "/", ""))
        .toList();
  }

  void image(String name, int value) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Pictures.png(value));
  }

  void text(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }
}
