package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Images with a {@code .txt} of the same name, one caption a line, also in folders below. */
final class CaptionFiles {
  private static final String ENDING = ".txt";

  private final Path directory;
  private final FolderImages images;

  CaptionFiles(Path directory, FolderImages images) {
    this.directory = directory;
    this.images = images;
  }

  /** Image files in the order of their names. */
  Stream<Path> imageFiles() throws IOException {
    return files().filter(FolderImages::isImage);
  }

  Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException {
    AtomicLong next = new AtomicLong(from);
    return files()
        .skip(from)
        .flatMap(
            file -> {
              long place = next.incrementAndGet();
              return pair(file, problems).map(pair -> new PlacedPair(place, pair)).stream();
            });
  }

  /** Names, sizes and times of all files. */
  String version() throws IOException {
    ContentDigest digest = new ContentDigest();
    try (Stream<Path> files = files()) {
      for (Path file : (Iterable<Path>) files::iterator) {
        digest
            .add(directory.relativize(file).toString())
            .add(Long.toString(Files.size(file)))
            .add(Files.getLastModifiedTime(file).toString());
      }
    }
    return digest.end();
  }

  private Stream<Path> files() throws IOException {
    return Files.walk(directory).filter(Files::isRegularFile).sorted();
  }

  private Optional<CaptionedImage> pair(Path file, Consumer<PairProblem> problems) {
    if (FolderImages.isImage(file)) {
      return captions(file, problems).flatMap(found -> images.pair(file, found, problems));
    }
    if (file.toString().endsWith(ENDING) && !hasImage(file)) {
      problems.accept(new PairProblem.MissingImage(file, 1, stem(file) + ".*"));
    }
    return Optional.empty();
  }

  private static Optional<List<String>> captions(Path image, Consumer<PairProblem> problems) {
    Path file = image.resolveSibling(stem(image) + ENDING);
    if (!Files.isRegularFile(file)) {
      problems.accept(new PairProblem.MissingCaptions(image, "there is no " + file.getFileName()));
      return Optional.empty();
    }
    try (Stream<TextLines.Line> lines = TextLines.of(file)) {
      List<TextLines.Line> all = lines.toList();
      all.stream()
          .filter(TextLines.Line::isBroken)
          .map(line -> new PairProblem.MalformedLine(file, line.number(), "is not UTF-8"))
          .forEach(problems);
      List<String> captions =
          all.stream().filter(line -> !line.isBroken()).map(TextLines.Line::text).toList();
      if (captions.isEmpty()) {
        problems.accept(new PairProblem.MissingCaptions(image, file.getFileName() + " has none"));
        return Optional.empty();
      }
      return Optional.of(captions);
    } catch (IOException e) {
      problems.accept(new PairProblem.UnreadableFile(file, e.toString()));
      return Optional.empty();
    }
  }

  private static boolean hasImage(Path captions) {
    String stem = stem(captions);
    try (Stream<Path> siblings = Files.list(captions.getParent())) {
      return siblings.anyMatch(file -> FolderImages.isImage(file) && stem(file).equals(stem));
    } catch (IOException e) {
      return false;
    }
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }
}
