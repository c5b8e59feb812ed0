package dev.xmcgan.datasets;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A data set that gives its pairs one after the other. */
public interface PairSource {

  /** What the pairs carry as their {@code source}. */
  String name();

  /**
   * Names what the source reads, beside its {@link #name}: while it is the same, so are the items
   * and their order, and a place in them means the same item.
   */
  String version() throws IOException;

  /** How many items there are where that is known beforehand, for a progress bar. */
  OptionalLong count() throws IOException;

  /**
   * The pairs in a fixed order, each made when it is asked for. Close the stream. What cannot be
   * given as a pair goes to {@code problems} as it is met, and the rest goes on.
   *
   * @param from items passed over, as a {@link PlacedPair} named it; 0 for all
   * @throws IOException when nothing can be read at all; in the middle of the stream an {@link
   *     java.io.UncheckedIOException}
   */
  Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException;

  /** All pairs, as {@link #pairs(long, Consumer)} gives them. */
  default Stream<CaptionedImage> pairs(Consumer<PairProblem> problems) throws IOException {
    return pairs(0, problems).map(PlacedPair::pair);
  }
}
