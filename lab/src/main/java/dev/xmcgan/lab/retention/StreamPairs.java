package dev.xmcgan.lab.retention;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.trainer.curation.CurationRules;
import dev.xmcgan.trainer.offline.OfflineCuration;
import dev.xmcgan.trainer.offline.OfflinePair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The pairs of a stream, curated as the service does.
 *
 * @param toLearn in the order of the stream
 * @param heldOut never learned
 * @param passedOver how many were not taken, by reason
 */
record StreamPairs(
    List<OfflinePair> toLearn, List<OfflinePair> heldOut, Map<String, Integer> passedOver) {

  StreamPairs {
    toLearn = List.copyOf(toLearn);
    heldOut = List.copyOf(heldOut);
    passedOver = Map.copyOf(passedOver);
  }

  /**
   * Reads a source.
   *
   * @param most pairs to take
   */
  static StreamPairs read(PairSource source, CurationRules rules, int most) throws IOException {
    OfflineCuration curation = new OfflineCuration(rules);
    Map<String, Integer> passedOver = new TreeMap<>();
    List<OfflinePair> toLearn = new ArrayList<>();
    List<OfflinePair> heldOut = new ArrayList<>();
    try (Stream<CaptionedImage> pairs =
        source.pairs(
            problem -> passedOver.merge(problem.getClass().getSimpleName(), 1, Integer::sum))) {
      Iterator<CaptionedImage> next = pairs.iterator();
      while (next.hasNext() && toLearn.size() + heldOut.size() < most) {
        curation
            .curate(next.next())
            .ifPresent(pair -> (pair.heldOut() ? heldOut : toLearn).add(pair));
      }
    }
    curation.rejected().forEach((reason, count) -> passedOver.put(reason.name(), count));
    return new StreamPairs(toLearn, heldOut, passedOver);
  }

  /** Pairs, each under one of its captions. */
  record Asked(OfflinePair pair, String caption) {}

  /** So many of those pairs, spread evenly over them, each under one caption. */
  static List<Asked> some(List<OfflinePair> pairs, int most, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = Math.min(most, pairs.size());
    List<Asked> asked = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      OfflinePair pair = pairs.get((int) ((long) i * pairs.size() / count));
      asked.add(new Asked(pair, pair.captions().get(random.nextInt(pair.captions().size()))));
    }
    return asked;
  }
}
