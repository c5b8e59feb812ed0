package dev.xmcgan.evaluation.streaming;

import dev.xmcgan.evaluation.features.FeatureFile;
import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.quality.FeatureMoments;
import dev.xmcgan.evaluation.quality.FrechetDistance;
import dev.xmcgan.evaluation.quality.InceptionScore;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.quality.KernelDistanceOptions;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * FID and KID on a network's features, and IS where it gives classes: of the generated images, and
 * of the real ones beside it.
 */
public final class InceptionEvaluation implements ImageEvaluation {
  private final ImageFeatureNetwork network;
  private final String referenceSet;
  private final int splits;
  private final long seed;
  private final Side generated = new Side();
  private final Side real = new Side();

  /**
   * @param network closed with this
   * @param referenceSet name of the real images' set
   * @param splits of IS, 10 or 1
   * @param seed of KID's subsets and IS's splits
   */
  public InceptionEvaluation(
      ImageFeatureNetwork network, String referenceSet, int splits, long seed) {
    this.network = network;
    this.referenceSet = referenceSet;
    this.splits = splits;
    this.seed = seed;
  }

  @Override
  public void add(List<String> captions, List<RgbImage> generated, List<RgbImage> real) {
    this.generated.add(generated);
    this.real.add(real);
  }

  @Override
  public EvaluationReport report() {
    int count = generated.features.count();
    if (count < 2) {
      throw new IllegalArgumentException("FID needs 2 images or more, has " + count);
    }
    FeatureSource source = new FeatureSource(network.id(), referenceSet, BicubicResize.NAME);
    List<Score> scores = new ArrayList<>();
    scores.add(
        FrechetDistance.score(generated.moments.orElseThrow(), real.moments.orElseThrow(), source));
    scores.add(
        KernelDistance.score(
            generated.features, real.features, KernelDistanceOptions.usual(count, seed), source));
    List<Score> ofReal = new ArrayList<>();
    // IS looks at no reference: scores against different sets may be compared
    FeatureSource alone = new FeatureSource(network.id(), "none", BicubicResize.NAME);
    if (generated.classes.count() == count && count >= splits) {
      scores.add(InceptionScore.score(generated.classes, splits, seed, alone));
      ofReal.add(InceptionScore.score(real.classes, splits, seed, alone));
    }
    return new EvaluationReport(scores, ofReal);
  }

  @Override
  public void close() {
    generated.close();
    real.close();
    network.close();
  }

  /** What is kept of one kind of images. */
  private final class Side {
    private final FeatureFile features = new FeatureFile();
    private final FeatureFile classes = new FeatureFile();
    private Optional<FeatureMoments> moments = Optional.empty();

    void add(List<RgbImage> images) {
      ImageDescriber.Descriptions described =
          new ImageDescriber(network, Math.max(1, images.size())).describe(images);
      for (float[] vector : described.features()) {
        if (moments.isEmpty()) {
          moments = Optional.of(new FeatureMoments(vector.length));
        }
        moments.get().add(vector);
        features.add(vector);
      }
      for (float[] row : described.probabilities().orElse(new float[0][])) {
        classes.add(row);
      }
    }

    void close() {
      features.close();
      classes.close();
    }
  }
}
