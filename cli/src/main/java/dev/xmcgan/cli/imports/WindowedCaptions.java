package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import dev.xmcgan.schemas.CaptionWindows;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The pairs of a data set, each with the wish that long captions are learned in windows. */
record WindowedCaptions(PairSource source) implements PairSource {
  @Override
  public String name() {
    return source.name();
  }

  @Override
  public String version() throws IOException {
    return source.version();
  }

  @Override
  public OptionalLong count() throws IOException {
    return source.count();
  }

  @Override
  public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException {
    return source.pairs(from, problems).map(each -> new PlacedPair(each.next(), of(each.pair())));
  }

  private static CaptionedImage of(CaptionedImage pair) {
    Map<String, String> metadata = new TreeMap<>(pair.metadata());
    metadata.put(CaptionWindows.KEY, CaptionWindows.SENTENCES);
    return new CaptionedImage(pair.id(), pair.captions(), pair.image(), pair.source(), metadata);
  }
}
