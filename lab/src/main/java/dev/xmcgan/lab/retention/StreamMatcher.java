package dev.xmcgan.lab.retention;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.evaluation.features.FeatureRows;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.retrieval.LinearMatcher;
import dev.xmcgan.evaluation.retrieval.RPrecision;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.lab.retention.StreamPairs.Asked;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.trainer.offline.OfflinePair;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Tells a stream's pictures by their captions, learned from those of its pairs that are learned.
 */
final class StreamMatcher implements AutoCloseable {
  /** What R-precision is measured among, the own caption counted, where there are so many. */
  private static final int CAPTIONS = 100;

  private static final int FEWEST_CAPTIONS = 10;
  private static final int BATCH = 16;
  private static final int MOST_PAIRS = 3000;
  private static final long SEED = 20_261_130;

  private final ImageFeatureNetwork network;
  private final ImageDescriber describer;
  private final TextEncoder encoder;
  private final ModelConfig config;
  private final LinearMatcher matcher;

  private StreamMatcher(
      ImageFeatureNetwork network,
      ImageDescriber describer,
      TextEncoder encoder,
      ModelConfig config,
      LinearMatcher matcher) {
    this.network = network;
    this.describer = describer;
    this.encoder = encoder;
    this.config = config;
    this.matcher = matcher;
  }

  /**
   * Learns from pairs, an even sample where there are very many.
   *
   * @param network closed with this
   * @param encoder stays the caller's
   */
  static StreamMatcher learn(
      List<OfflinePair> pairs,
      ImageFeatureNetwork network,
      TextEncoder encoder,
      ModelConfig config) {
    List<Asked> taken = StreamPairs.some(pairs, MOST_PAIRS, SEED);
    ImageDescriber describer = new ImageDescriber(network, BATCH);
    float[][] features =
        describer.describe(taken.stream().map(each -> each.pair().image()).toList()).features();
    float[][] captions = new float[taken.size()][];
    for (int i = 0; i < captions.length; i++) {
      captions[i] = mean(vectors(encoder, config, taken.get(i).pair().captions()));
    }
    return new StreamMatcher(
        network, describer, encoder, config, LinearMatcher.train(features, captions));
  }

  /**
   * How often an image's own caption fits it best among a hundred, or as many as there are.
   *
   * @return empty where there are too few captions to tell
   */
  OptionalDouble precision(List<Asked> asked, List<RgbImage> images) {
    List<String> texts = asked.stream().map(Asked::caption).toList();
    int among = among(asked);
    if (among < FEWEST_CAPTIONS) {
      return OptionalDouble.empty();
    }
    Score score =
        RPrecision.score(
            FeatureRows.of(matcher.images(describer.describe(images).features())),
            FeatureRows.of(matcher.captions(vectors(encoder, config, texts))),
            texts,
            new RetrievalOptions(among - 1, 1, SEED),
            new FeatureSource(network.id(), "stream", BicubicResize.NAME));
    return OptionalDouble.of(score.value());
  }

  /** What a guess gets: one in so many captions. */
  static int among(List<Asked> asked) {
    return (int) Math.min(CAPTIONS, asked.stream().map(Asked::caption).distinct().count());
  }

  @Override
  public void close() {
    network.close();
  }

  /** Sentence vectors, (N,E). */
  private static float[][] vectors(TextEncoder encoder, ModelConfig config, List<String> captions) {
    List<float[]> rows = new ArrayList<>();
    for (int from = 0; from < captions.size(); from += BATCH) {
      List<String> some = captions.subList(from, Math.min(captions.size(), from + BATCH));
      try (NDManager scope = NDManager.newBaseManager()) {
        float[] values =
            encoder
                .encode(scope, some, config.maxWords(), config.pooling())
                .sentence()
                .toFloatArray(); // (B,E)
        int width = values.length / some.size();
        for (int i = 0; i < some.size(); i++) {
          float[] row = new float[width];
          System.arraycopy(values, i * width, row, 0, width);
          rows.add(row);
        }
      }
    }
    return rows.toArray(float[][]::new);
  }

  private static float[] mean(float[][] rows) {
    float[] mean = new float[rows[0].length];
    for (float[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    return mean;
  }
}
