package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.IndexedPairs;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.CaptionList;
import dev.xmcgan.datasets.lines.CaptionList.ListedImage;
import dev.xmcgan.datasets.lines.CaptionText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A directory of images as a data set, folders below it and links included. Captions come from the
 * first of these that a folder has, for itself and all below:
 *
 * <ol>
 *   <li>{@code metadata.jsonl}, as Hugging Face's image folders have it, each line {@code
 *       {"file_name": "a.png", "text": "…"}};
 *   <li>{@code captions.jsonl}, each line {@code {"image": "a.png", "captions": ["…", "…"]}};
 *   <li>{@code captions.txt} as of Flickr8k, each line {@code a.png#0}, a tab, the caption;
 *   <li>a {@code .txt} file of the image's name, one caption a line.
 * </ol>
 *
 * What several lines say of one image is one pair. An id is of name and content: the same file is
 * the same pair wherever the directory lies.
 */
public final class FolderPairs extends IndexedPairs {
  private final Path directory;
  private final LimitedImages limit;
  private final FolderScan.Found found;

  private FolderPairs(Path directory, LimitedImages limit, FolderScan.Found found) {
    super(
        name(directory),
        new ContentDigest().add(directory.toString()).add(found.hash()).end(),
        found.lists().stream().mapToInt(CaptionList::size).sum() + found.images().size());
    this.directory = directory;
    this.limit = limit;
    this.found = found;
  }

  /**
   * Goes through the directory once to learn what is where.
   *
   * @param problems hears of what cannot become a pair
   * @throws IOException when there is no such directory or it cannot be read
   */
  public static FolderPairs open(Path directory, Consumer<PairProblem> problems)
      throws IOException {
    return open(directory, LimitedImages.usual(), problems);
  }

  /** The same with another limit of an image file's size. */
  static FolderPairs open(Path directory, LimitedImages limit, Consumer<PairProblem> problems)
      throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    if (!Files.exists(absolute)) {
      throw new NoSuchFileException(absolute.toString());
    }
    if (!Files.isDirectory(absolute)) {
      throw new NotDirectoryException(absolute.toString());
    }
    return new FolderPairs(absolute, limit, FolderScan.of(absolute, problems));
  }

  private static String name(Path directory) {
    Path name = directory.getFileName();
    return "folder:" + (name == null ? "/" : name);
  }

  @Override
  protected Reading read() {
    return new Folder();
  }

  /** Pairs of lists come first; there may be many lists, so one is open at a time. */
  private final class Folder implements Reading {
    private CaptionList list;
    private CaptionList.Reading open;

    @Override
    public Optional<CaptionedImage> pair(int number, Consumer<PairProblem> problems) {
      int rest = number;
      for (CaptionList each : found.lists()) {
        if (rest < each.size()) {
          return listed(each, rest, problems);
        }
        rest -= each.size();
      }
      return beside(directory.resolve(found.images().get(rest)), problems);
    }

    private Optional<CaptionedImage> listed(
        CaptionList from, int number, Consumer<PairProblem> problems) {
      try {
        if (from != list) {
          close();
          open = from.open();
          list = from;
        }
        return FolderPairs.this.listed(from.file(), open.image(number), problems);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (open != null) {
        open.close();
      }
    }
  }

  private Optional<CaptionedImage> listed(
      Path list, ListedImage listed, Consumer<PairProblem> problems) {
    Path image = list.resolveSibling(listed.name());
    if (!Files.isRegularFile(image)) {
      problems.accept(new PairProblem.MissingImage(list, listed.line(), listed.name()));
      return Optional.empty();
    }
    return pair(image, listed.captions(), problems);
  }

  private Optional<CaptionedImage> beside(Path image, Consumer<PairProblem> problems) {
    List<String> captions = captionsBeside(image, problems);
    return captions.isEmpty() ? Optional.empty() : pair(image, captions, problems);
  }

  private static List<String> captionsBeside(Path image, Consumer<PairProblem> problems) {
    Path file =
        image.resolveSibling(FolderScan.stem(image.getFileName().toString()) + FolderScan.TEXT);
    byte[] text;
    try {
      text = Files.readAllBytes(file);
    } catch (IOException e) {
      problems.accept(new PairProblem.UnreadableFile(file, e.toString()));
      return List.of();
    }
    List<String> captions = CaptionText.captions(text, file, problems);
    if (captions.isEmpty()) {
      problems.accept(new PairProblem.MissingCaptions(image, file.getFileName() + " has none"));
    }
    return captions;
  }

  private Optional<CaptionedImage> pair(
      Path image, List<String> captions, Consumer<PairProblem> problems) {
    String relative = directory.relativize(image).toString().replace('\\', '/');
    Optional<byte[]> original = limit.original(image, problems);
    return original
        .flatMap(bytes -> limit.fit(image, bytes, problems))
        .map(
            bytes ->
                new CaptionedImage(
                    "folder-" + new ContentDigest().add(relative).endingWith(original.get()),
                    captions,
                    bytes,
                    name(),
                    Map.of("file", relative)));
  }
}
