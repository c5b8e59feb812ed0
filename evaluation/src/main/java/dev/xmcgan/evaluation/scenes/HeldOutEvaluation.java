package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.paired.KernelDistanceOverCaptions;
import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.images.BicubicResize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures images of captions of any kind, to hold one checkpoint against another caption by
 * caption: KID on the built-in judge's features, and the share of those captions that are of drawn
 * scenes in which everything is right.
 */
public final class HeldOutEvaluation {

  /** With fewer captions of scenes, the share says little. */
  public static final int FEWEST_CAPTIONS = 20;

  /** Name of the share in which everything is right. */
  public static final String EVERYTHING = SceneEvaluation.JUDGE_METRIC + Aspect.EVERYTHING.word();

  private final SceneJudge judge;
  private final CaptionReader captions;

  /**
   * @param judge stays the caller's
   */
  public HeldOutEvaluation(SceneJudge judge) {
    this.judge = judge;
    this.captions = new CaptionReader(judge.vocabulary());
  }

  /**
   * KID, and {@link #EVERYTHING} where at least {@value #FEWEST_CAPTIONS} captions are of scenes.
   *
   * @param samples four or more; their captions need not be of scenes
   * @param referenceSet name of the real images' set
   */
  public List<Measure> measure(List<SceneSample> samples, String referenceSet) {
    List<Judged> generated = judge.judge(samples.stream().map(SceneSample::generated).toList());
    List<Judged> real = judge.judge(samples.stream().map(SceneSample::real).toList());
    FeatureSource source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);
    List<Measure> measures = new ArrayList<>();
    everything(samples, generated, source).ifPresent(measures::add);
    measures.add(
        KernelDistanceOverCaptions.measure(
            KernelDistance.METRIC, source, features(generated), features(real)));
    return measures;
  }

  private Optional<Measure> everything(
      List<SceneSample> samples, List<Judged> generated, FeatureSource source) {
    List<String> texts = new ArrayList<>();
    List<Double> right = new ArrayList<>();
    Verdicts verdicts = new Verdicts();
    for (int i = 0; i < samples.size(); i++) {
      String caption = samples.get(i).caption();
      Optional<CaptionClaims> claims = claims(caption);
      if (claims.isPresent()) {
        texts.add(caption);
        right.add(verdicts.add(claims.get(), generated.get(i).reading()) ? 1.0 : 0.0);
      }
    }
    if (right.size() < FEWEST_CAPTIONS) {
      return Optional.empty();
    }
    return Optional.of(
        Measure.share(
            source.protocol(EVERYTHING, right.size(), 0).with("captions", SourceHash.of(texts)),
            right.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  private static float[][] features(List<Judged> images) {
    return images.stream().map(Judged::features).toArray(float[][]::new);
  }

  private Optional<CaptionClaims> claims(String caption) {
    try {
      return Optional.of(captions.read(caption));
    } catch (IllegalArgumentException ofNoScene) {
      return Optional.empty();
    }
  }
}
