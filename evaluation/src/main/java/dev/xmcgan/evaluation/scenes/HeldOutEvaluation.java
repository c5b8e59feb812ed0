package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.distances.KernelDistance;
import dev.xmcgan.evaluation.distances.KernelDistanceOptions;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.retrieval.RPrecision;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.images.BicubicResize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates images of captions of any kind, to hold one checkpoint against another: KID on the
 * built-in judge's features, and R-precision on those captions that are of drawn scenes. Few images
 * will do: two checkpoints that draw the same captions from the same seeds err together.
 */
public final class HeldOutEvaluation {

  /** With fewer distinct captions of scenes, R-precision says little. */
  public static final int FEWEST_CAPTIONS = 20;

  private final SceneJudge judge;
  private final CaptionReader captions;
  private final SceneVectors vectors;

  /**
   * @param judge stays the caller's
   */
  public HeldOutEvaluation(SceneJudge judge) {
    this.judge = judge;
    this.captions = new CaptionReader(judge.vocabulary());
    this.vectors = new SceneVectors(judge.vocabulary());
  }

  /**
   * KID, and R-precision where at least {@value #FEWEST_CAPTIONS} captions are of scenes.
   *
   * @param samples four or more; their captions need not be of scenes
   * @param referenceSet name of the real images' set
   * @param seed of KID's subsets and R-precision's other captions
   */
  public List<Score> evaluate(List<SceneSample> samples, String referenceSet, long seed) {
    List<Judged> generated = judge.judge(samples.stream().map(SceneSample::generated).toList());
    List<Judged> real = judge.judge(samples.stream().map(SceneSample::real).toList());
    FeatureSource source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);
    List<Score> scores = new ArrayList<>();
    scores.add(
        KernelDistance.score(
            features(generated),
            features(real),
            KernelDistanceOptions.usual(samples.size(), seed),
            source));
    ofScenes(samples, generated, seed, source).ifPresent(scores::add);
    return scores;
  }

  private Optional<Score> ofScenes(
      List<SceneSample> samples, List<Judged> generated, long seed, FeatureSource source) {
    List<String> texts = new ArrayList<>();
    List<float[]> seen = new ArrayList<>();
    List<float[]> said = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      String caption = samples.get(i).caption();
      Optional<CaptionClaims> claim = claims(caption);
      if (claim.isPresent()) {
        texts.add(caption);
        seen.add(vectors.of(generated.get(i).reading()));
        said.add(vectors.of(claim.get()));
      }
    }
    int distinct = (int) texts.stream().distinct().count();
    if (distinct < FEWEST_CAPTIONS) {
      return Optional.empty();
    }
    RetrievalOptions usual = RetrievalOptions.usual(seed);
    RetrievalOptions options =
        new RetrievalOptions(Math.min(usual.others(), distinct - 1), usual.folds(), seed);
    return Optional.of(
        RPrecision.score(
            seen.toArray(float[][]::new), said.toArray(float[][]::new), texts, options, source));
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
