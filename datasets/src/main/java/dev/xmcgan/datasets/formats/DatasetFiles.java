package dev.xmcgan.datasets.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a data set lies.
 *
 * @param paths its files, or one folder in which they are found by the names they are published
 *     under
 * @param imageFolders where its images lie; none for the folder itself and those below it
 * @param split which of several to take, such as {@code train}
 */
public record DatasetFiles(List<Path> paths, List<Path> imageFolders, Optional<String> split) {
  private static final int DEPTH = 2;

  public DatasetFiles {
    paths = List.copyOf(paths);
    imageFolders = List.copyOf(imageFolders);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("a data set needs a file or a folder");
    }
  }

  /** Those, with all else as it is found. */
  public static DatasetFiles of(Path... paths) {
    return new DatasetFiles(List.of(paths), List.of(), Optional.empty());
  }

  /**
   * The annotation files.
   *
   * @param published a pattern of their names
   * @throws IllegalArgumentException when a folder has none
   */
  List<Path> annotations(Pattern published) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(annotationsIn(path, published));
      } else if (Files.isRegularFile(path)) {
        files.add(path);
      } else {
        throw new NoSuchFileException(path.toString());
      }
    }
    return files;
  }

  private List<Path> annotationsIn(Path folder, Pattern published) throws IOException {
    try (Stream<Path> files = Files.find(folder, DEPTH, (file, found) -> found.isRegularFile())) {
      List<Path> named =
          files
              .filter(file -> published.matcher(name(file)).matches())
              .filter(file -> split.stream().allMatch(word -> isOf(file, word)))
              .sorted()
              .toList();
      if (named.isEmpty()) {
        throw new IllegalArgumentException(
            "%s has no annotations%s, files such as %s"
                .formatted(
                    folder, split.map(word -> " of " + word).orElse(""), published.pattern()));
      }
      return named;
    }
  }

  /** Where images are looked for. */
  List<Path> images() throws IOException {
    if (!imageFolders.isEmpty()) {
      return imageFolders;
    }
    List<Path> folders = new ArrayList<>();
    for (Path path : paths) {
      Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
      try (Stream<Path> below = Files.walk(folder, DEPTH)) {
        below.filter(Files::isDirectory).sorted().forEach(folders::add);
      }
    }
    return folders.stream().distinct().toList();
  }

  private static boolean isOf(Path file, String split) {
    return Pattern.compile("(?<![a-z])" + Pattern.quote(split)).matcher(name(file)).find();
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
