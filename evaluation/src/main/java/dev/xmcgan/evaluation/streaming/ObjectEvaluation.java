package dev.xmcgan.evaluation.streaming;

import dev.xmcgan.evaluation.networks.ImageDescriber;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.evaluation.objects.ClassOutcome;
import dev.xmcgan.evaluation.objects.ObjectClasses;
import dev.xmcgan.evaluation.objects.SemanticObjectAccuracy;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * SOA by a detector: a network whose features are, class by class, how sure it is that one is on
 * the image.
 */
public final class ObjectEvaluation implements ImageEvaluation {
  private final ImageFeatureNetwork detector;
  private final ObjectClasses classes;
  private final float threshold;
  private final long[] named;
  private final long[] generated;
  private final long[] real;
  private final List<String> texts = new ArrayList<>();

  /**
   * @param detector {@code (B,3,H,W) → (B,classes)}; closed with this
   * @param classes in the detector's order
   * @param threshold from which on a class counts as seen
   */
  public ObjectEvaluation(ImageFeatureNetwork detector, ObjectClasses classes, float threshold) {
    this.detector = detector;
    this.classes = classes;
    this.threshold = threshold;
    this.named = new long[classes.names().size()];
    this.generated = new long[named.length];
    this.real = new long[named.length];
  }

  @Override
  public void add(List<String> captions, List<RgbImage> generated, List<RgbImage> real) {
    List<BitSet> wanted = captions.stream().map(classes::namedIn).toList();
    for (BitSet one : wanted) {
      one.stream().forEach(index -> named[index]++);
    }
    texts.addAll(captions);
    count(generated, wanted, this.generated);
    count(real, wanted, this.real);
  }

  @Override
  public EvaluationReport report() {
    return new EvaluationReport(scores(generated), scores(real));
  }

  @Override
  public void close() {
    detector.close();
  }

  private void count(List<RgbImage> images, List<BitSet> wanted, long[] seen) {
    float[][] answers =
        new ImageDescriber(detector, Math.max(1, images.size())).describe(images).features();
    for (int i = 0; i < answers.length; i++) {
      float[] answer = answers[i];
      if (answer.length != named.length) {
        throw new IllegalArgumentException(
            "a detector of %d classes and a list of %d".formatted(answer.length, named.length));
      }
      wanted.get(i).stream()
          .filter(index -> answer[index] >= threshold)
          .forEach(index -> seen[index]++);
    }
  }

  private List<Score> scores(long[] seen) {
    List<ClassOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < named.length; i++) {
      if (named[i] > 0) {
        outcomes.add(new ClassOutcome(classes.names().get(i), named[i], seen[i]));
      }
    }
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException("no caption names a class of the detector's list");
    }
    FeatureSource source = new FeatureSource(detector.id(), "none", BicubicResize.NAME);
    SemanticObjectAccuracy accuracy = SemanticObjectAccuracy.of(outcomes, true, source);
    return List.of(detailed(accuracy.byClass()), detailed(accuracy.byImage()));
  }

  private Score detailed(Score score) {
    return score
        .with("captions", SourceHash.of(texts))
        .with("classList", classes.hash())
        .with("threshold", threshold);
  }
}
