package dev.xmcgan.datasets;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A data set that gives its pairs one after the other. */
public interface PairSource {

  /** What the pairs carry as their {@code source}. */
  String name();

  /** How many pairs there will be where that is known beforehand, for a progress bar. */
  OptionalLong count() throws IOException;

  /**
   * The pairs in a fixed order, each made when it is asked for. Close the stream. What cannot be
   * given as a pair goes to {@code problems} as it is met, and the rest goes on.
   *
   * @throws IOException when nothing can be read at all; in the middle of the stream an {@link
   *     java.io.UncheckedIOException}
   */
  Stream<CaptionedImage> pairs(Consumer<PairProblem> problems) throws IOException;
}
