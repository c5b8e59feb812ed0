package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One pair for each image of an index, in the order of image ids. */
abstract class AnnotatedPairs implements PairSource {
  private final String name;
  private final ImageFolders folders;
  private final String annotations;
  private final int images;

  /**
   * @param annotations hash of the annotation files
   * @param images how many
   */
  AnnotatedPairs(String name, ImageFolders folders, String annotations, int images) {
    this.name = name;
    this.folders = folders;
    this.annotations = annotations;
    this.images = images;
  }

  /** The annotation files, open. */
  interface Reading extends Closeable {
    /** The pair of the image with that rank, or nothing and a problem. */
    Optional<CaptionedImage> pair(int rank, Consumer<PairProblem> problems);
  }

  /** Opens the annotation files. */
  abstract Reading read() throws IOException;

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String version() {
    return new ContentDigest().add(folders.folders().toString()).add(annotations).end();
  }

  @Override
  public final OptionalLong count() {
    return OptionalLong.of(images);
  }

  @Override
  public final Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems)
      throws IOException {
    Reading reading = read();
    return IntStream.range((int) Math.min(from, images), images)
        .boxed()
        .flatMap(
            rank ->
                reading.pair(rank, problems).map(pair -> new PlacedPair(rank + 1L, pair)).stream())
        .onClose(() -> close(reading));
  }

  private static void close(Reading reading) {
    try {
      reading.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
