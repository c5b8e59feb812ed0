package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.ContentDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders an annotated data set's images lie in. */
record ImageFolders(List<Path> folders) {

  /**
   * @throws NoSuchFileException naming a folder that is not there
   * @throws NotDirectoryException naming one that is none
   */
  static ImageFolders open(List<Path> folders) throws IOException {
    List<Path> absolute = folders.stream().map(f -> f.toAbsolutePath().normalize()).toList();
    for (Path folder : absolute) {
      if (!Files.exists(folder)) {
        throw new NoSuchFileException(folder.toString());
      }
      if (!Files.isDirectory(folder)) {
        throw new NotDirectoryException(folder.toString());
      }
    }
    return new ImageFolders(absolute);
  }

  /** Changes with the annotations' hash and with the folders. */
  String version(String annotations) {
    return new ContentDigest().add(folders.toString()).add(annotations).end();
  }

  /** The first file of one of these names, never one outside the folders. */
  Optional<Path> find(List<String> names) {
    return folders.stream()
        .flatMap(folder -> names.stream().flatMap(name -> within(folder, name)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Annotations from elsewhere must not reach for other files of this machine. */
  private static Stream<Path> within(Path folder, String name) {
    try {
      return Stream.of(folder.resolve(name).normalize()).filter(file -> file.startsWith(folder));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }
}
