package dev.xmcgan.evaluation.retrieval;

import dev.xmcgan.evaluation.networks.CaptionFeatureNetwork;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.images.RgbImage;
import java.util.List;

/**
 * How well images fit their captions in the eyes of two networks that put both into one space, such
 * as CLIP's. It sees what those were trained on. Closes neither.
 */
public final class NetworkMatch {
  private static final int BATCH = 16;

  private final ImageFeatureNetwork images;
  private final CaptionFeatureNetwork captions;

  /** Of networks whose features are of one width; both stay the caller's. */
  public NetworkMatch(ImageFeatureNetwork images, CaptionFeatureNetwork captions) {
    this.images = images;
    this.captions = captions;
  }

  /** Names of both with their hashes, for protocols. */
  public String id() {
    return images.id() + " " + captions.id();
  }

  /**
   * For each image the share of the other captions around it that fit it less well than its own, by
   * the cosine of their features: 1 where its own fits best, 0.5 on average by chance.
   *
   * @param texts two or more
   * @param pictures one for each
   * @throws IllegalArgumentException when the features of images and captions differ in width
   */
  public double[] rank(List<String> texts, List<RgbImage> pictures) {
    float[][] seen = units(new ImageDescriber(images, BATCH).describe(pictures).features());
    float[][] said = units(captions.embed(texts));
    if (seen[0].length != said[0].length) {
      throw new IllegalArgumentException(
          "images have %d features and captions %d: %s"
              .formatted(seen[0].length, said[0].length, id()));
    }
    double[] ranks = new double[texts.size()];
    CaptionRanks.inBlocks(
        texts.size(),
        (from, to) ->
            CaptionRanks.put(
                similarities(seen, said, from, to), texts.subList(from, to), from, ranks));
    return ranks;
  }

  private static float[] similarities(float[][] seen, float[][] said, int from, int to) {
    int count = to - from;
    float[] values = new float[count * count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        values[i * count + j] = (float) Cosines.dot(seen[from + i], said[from + j]);
      }
    }
    return values;
  }

  private static float[][] units(float[][] rows) {
    float[][] units = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      units[i] = Cosines.unit(rows[i]);
    }
    return units;
  }
}
