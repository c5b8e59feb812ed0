package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A directory as a data set. Where it has a {@code captions.jsonl}, that file lists the pairs, each
 * line {@code {"image": "a.png", "captions": ["…", "…"]}} or {@code {"image": "a.png", "caption":
 * "…"}}; else every image has its captions, one a line, in a {@code .txt} file of the same name.
 *
 * <p>Images are handed on as they are; whether they can be decoded is for curation to say.
 */
public final class FolderPairs implements PairSource {
  /** The file that lists pairs. */
  public static final String CAPTIONS_FILE = "captions.jsonl";

  private final Path directory;
  private final FolderImages images;

  /** Takes images of up to 4 MiB, which is what a record may carry. */
  public FolderPairs(Path directory) {
    this(directory, LimitedImages.usual());
  }

  /**
   * @param limit of an image file's size
   */
  public FolderPairs(Path directory, LimitedImages limit) {
    this.directory = directory.toAbsolutePath().normalize();
    this.images = new FolderImages(this.directory, name(), limit);
  }

  @Override
  public String name() {
    Path name = directory.getFileName();
    return "folder:" + (name == null ? "/" : name);
  }

  /** Pairs listed, the faulty ones among them. */
  @Override
  public OptionalLong count() throws IOException {
    requireDirectory();
    try (Stream<?> items = hasList() ? list().lines() : beside().imageFiles()) {
      return OptionalLong.of(items.count());
    }
  }

  @Override
  public String version() throws IOException {
    requireDirectory();
    String content = hasList() ? list().version() : beside().version();
    return new ContentDigest().add(directory.toString()).add(content).end();
  }

  @Override
  public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException {
    requireDirectory();
    return hasList() ? list().pairs(from, problems) : beside().pairs(from, problems);
  }

  private boolean hasList() {
    return Files.isRegularFile(directory.resolve(CAPTIONS_FILE));
  }

  private CaptionList list() {
    return new CaptionList(directory.resolve(CAPTIONS_FILE), images);
  }

  private CaptionFiles beside() {
    return new CaptionFiles(directory, images);
  }

  private void requireDirectory() throws IOException {
    if (!Files.exists(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
  }
}
