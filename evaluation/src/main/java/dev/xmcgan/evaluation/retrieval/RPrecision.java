package dev.xmcgan.evaluation.retrieval;

import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.SourceHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * R-precision (Xu et al.: <em>AttnGAN</em>, CVPR 2018, section 4; paper section 5.2): the share of
 * images whose own caption has the highest cosine with them among 100 captions. Higher is better; a
 * guess gets 0.01. A tie with another caption counts as a miss.
 */
public final class RPrecision {

  /** The metric's name in protocols. */
  public static final String METRIC = "r-precision";

  private RPrecision() {}

  /**
   * Mean and deviation over the folds.
   *
   * @param images embeddings of N images
   * @param captions embeddings of each image's own caption, as many and as wide
   * @param texts each image's own caption
   * @throws IllegalArgumentException when there are too few distinct captions or images
   */
  public static Score score(
      FeatureRows images,
      FeatureRows captions,
      List<String> texts,
      RetrievalOptions options,
      FeatureSource source) {
    int count = images.count();
    if (captions.count() != count || texts.size() != count) {
      throw new IllegalArgumentException(
          "R-precision of %d images, %d caption vectors, %d captions"
              .formatted(count, captions.count(), texts.size()));
    }
    int[] distinct = firstOfEach(texts);
    if (distinct.length < options.others() + 1) {
      throw new IllegalArgumentException(
          "R-precision among %d captions needs as many distinct ones, has %d"
              .formatted(options.others() + 1, distinct.length));
    }
    if (count < options.folds()) {
      throw new IllegalArgumentException(
          "%d images cannot be cut into %d folds".formatted(count, options.folds()));
    }
    SplittableRandom random = new SplittableRandom(options.seed());
    int[] order = shuffle(IntStream.range(0, count).toArray(), count, random);
    double[] hits = new double[options.folds()];
    for (int fold = 0; fold < hits.length; fold++) {
      int from = (int) ((long) count * fold / hits.length);
      int to = (int) ((long) count * (fold + 1) / hits.length);
      for (int at = from; at < to; at++) {
        int image = order[at];
        float[] unit = Cosines.unit(images.row(image));
        double own = Cosines.dot(unit, Cosines.unit(captions.row(image)));
        boolean first =
            others(distinct, texts, image, options.others(), random)
                .allMatch(other -> Cosines.dot(unit, Cosines.unit(captions.row(other))) < own);
        hits[fold] += first ? 1.0 / (to - from) : 0;
      }
    }
    return Score.ofParts(
        source
            .protocol(METRIC, count, 0)
            .with("captions", SourceHash.of(texts))
            .with("others", options.others())
            .with("folds", options.folds())
            .with("seed", options.seed()),
        hits);
  }

  /** Indices of that many captions, distinct and other than the image's own. */
  private static IntStream others(
      int[] distinct, List<String> texts, int image, int wanted, SplittableRandom random) {
    // one more than wanted, for the own caption may be among them
    int[] drawn = shuffle(distinct.clone(), wanted + 1, random);
    String own = texts.get(image);
    return IntStream.of(drawn)
        .limit(wanted + 1L)
        .filter(other -> !texts.get(other).equals(own))
        .limit(wanted);
  }

  /** The index of the first appearance of each caption. */
  private static int[] firstOfEach(List<String> texts) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      first.putIfAbsent(texts.get(i), i);
    }
    return first.values().stream().mapToInt(Integer::intValue).sorted().toArray();
  }

  /** Brings random elements into the first places. */
  private static int[] shuffle(int[] values, int places, SplittableRandom random) {
    for (int i = 0; i < places; i++) {
      int j = random.nextInt(i, values.length);
      int value = values[j];
      values[j] = values[i];
      values[i] = value;
    }
    return values;
  }
}
