package dev.xmcgan.evaluation.objects;

import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SOA (Hinz, Heinrich, Wermter: <em>Semantic Object Accuracy for Generative Text-to-Image
 * Synthesis</em>, 2019, section 3): recall of the classes that captions name. Higher is better.
 *
 * @param byClass SOA-C: the mean of the classes' recalls
 * @param byImage SOA-I: the share of all images
 * @param classes by name
 */
public record SemanticObjectAccuracy(
    Score byClass, Score byImage, Map<String, ClassOutcome> classes) {

  /** The metrics' names in protocols. */
  public static final String CLASS_METRIC = "soa-c";

  public static final String IMAGE_METRIC = "soa-i";

  public SemanticObjectAccuracy {
    classes = Collections.unmodifiableMap(new TreeMap<>(classes));
  }

  /**
   * From the outcomes of all classes.
   *
   * @param subsampled true when the images are a sample of the captions, which gives intervals
   * @throws IllegalArgumentException when there are none or a class comes twice
   */
  public static SemanticObjectAccuracy of(
      List<ClassOutcome> outcomes, boolean subsampled, FeatureSource source) {
    Map<String, ClassOutcome> classes = new TreeMap<>();
    long images = 0;
    long detected = 0;
    double recalls = 0;
    for (ClassOutcome outcome : outcomes) {
      if (classes.put(outcome.name(), outcome) != null) {
        throw new IllegalArgumentException("class " + outcome.name() + " comes twice");
      }
      images += outcome.images();
      detected += outcome.detected();
      recalls += outcome.recall();
    }
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("SOA needs a class");
    }
    double mean = recalls / classes.size();
    double share = (double) detected / images;
    Protocol byClass = protocol(CLASS_METRIC, images, classes, subsampled, source);
    Protocol byImage = protocol(IMAGE_METRIC, images, classes, subsampled, source);
    return new SemanticObjectAccuracy(
        subsampled ? Score.of(byClass, mean, ofMean(mean, outcomes)) : Score.of(byClass, mean),
        subsampled
            ? Score.of(byImage, share, Interval.wilson((double) detected, images))
            : Score.of(byImage, share),
        classes);
  }

  /**
   * The interval of a mean of independent shares from theirs (the method of variance estimates
   * recovery: Zou and Donner, 2008).
   */
  private static Interval ofMean(double mean, List<ClassOutcome> outcomes) {
    double below = 0;
    double above = 0;
    for (ClassOutcome outcome : outcomes) {
      Interval interval = outcome.interval();
      below += Math.pow(outcome.recall() - interval.low(), 2);
      above += Math.pow(interval.high() - outcome.recall(), 2);
    }
    int classes = outcomes.size();
    return new Interval(
        Math.max(0, mean - Math.sqrt(below) / classes),
        Math.min(1, mean + Math.sqrt(above) / classes));
  }

  private static Protocol protocol(
      String metric,
      long images,
      Map<String, ClassOutcome> classes,
      boolean subsampled,
      FeatureSource source) {
    return source
        .protocol(metric, images, 0)
        .with("classes", classes.size())
        .with("subsampled", subsampled);
  }
}
