package dev.xmcgan.datasets;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pairs that are known by their number before they are read; a place is such a number. */
public abstract class IndexedPairs implements PairSource {
  private final String name;
  private final String version;
  private final int size;

  /**
   * @param version hash of all that decides what the numbers stand for
   * @param size how many pairs, those that turn out to be faulty among them
   */
  protected IndexedPairs(String name, String version, int size) {
    this.name = name;
    this.version = version;
    this.size = size;
  }

  /** The files that hold the captions, open. */
  public interface Reading extends Closeable {
    /** The pair with that number, from 0, or nothing and a problem. */
    Optional<CaptionedImage> pair(int number, Consumer<PairProblem> problems);
  }

  /** Opens the files. */
  protected abstract Reading read() throws IOException;

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String version() {
    return version;
  }

  @Override
  public final OptionalLong count() {
    return OptionalLong.of(size);
  }

  @Override
  public final Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems)
      throws IOException {
    Reading reading = read();
    return IntStream.range((int) Math.min(from, size), size)
        .boxed()
        .flatMap(
            number ->
                reading
                    .pair(number, problems)
                    .map(pair -> new PlacedPair(number + 1L, pair))
                    .stream())
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
