package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.distances.FeatureMoments;
import dev.xmcgan.evaluation.distances.FrechetDistance;
import dev.xmcgan.evaluation.distances.KernelDistance;
import dev.xmcgan.evaluation.distances.KernelDistanceOptions;
import dev.xmcgan.evaluation.images.BicubicResize;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.ContentHash;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * Evaluates images generated from captions of drawn scenes with the built-in judge. The figures are
 * for scenes alone and say nothing about COCO.
 */
public final class SceneEvaluation {

  /** Metrics of the judge are named {@code judge-} and the aspect. */
  public static final String JUDGE_METRIC = "judge-";

  private final SceneJudge judge;
  private final CaptionReader captions;
  private final CaptionRetrieval retrieval;

  public SceneEvaluation(SceneJudge judge) {
    this.judge = judge;
    this.captions = new CaptionReader(judge.vocabulary());
    this.retrieval = new CaptionRetrieval(judge.vocabulary());
  }

  /**
   * Judges all aspects, R-precision (only where there are 100 distinct captions), FID and KID on
   * the judge's features.
   *
   * @param samples two or more
   * @param referenceSet name of the real images' set, with its seed or range
   * @param seed of R-precision's other captions and KID's subsets
   * @throws IllegalArgumentException quoting a caption that is of no scene
   */
  public EvaluationReport evaluate(List<SceneSample> samples, String referenceSet, long seed) {
    if (samples.size() < 2) {
      throw new IllegalArgumentException("an evaluation needs 2 images, has " + samples.size());
    }
    List<String> texts = samples.stream().map(SceneSample::caption).toList();
    List<CaptionClaims> claims = texts.stream().map(captions::read).toList();
    List<Judged> generated = judge.judge(samples.stream().map(SceneSample::generated).toList());
    List<Judged> real = judge.judge(samples.stream().map(SceneSample::real).toList());
    FeatureSource source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);

    List<Score> scores = new ArrayList<>(againstCaptions(texts, claims, generated, seed, source));
    float[][] features = features(generated);
    float[][] references = features(real);
    scores.add(
        FrechetDistance.score(FeatureMoments.of(features), FeatureMoments.of(references), source));
    KernelDistanceOptions kernel = KernelDistanceOptions.usual(samples.size(), seed);
    scores.add(KernelDistance.score(features, references, kernel, source));
    return new EvaluationReport(scores, againstCaptions(texts, claims, real, seed, source));
  }

  private List<Score> againstCaptions(
      List<String> texts,
      List<CaptionClaims> claims,
      List<Judged> images,
      long seed,
      FeatureSource source) {
    Verdicts verdicts = new Verdicts();
    for (int i = 0; i < images.size(); i++) {
      verdicts.add(claims.get(i), images.get(i).reading());
    }
    List<Score> scores = new ArrayList<>();
    for (Aspect aspect : Aspect.values()) {
      Verdicts.Tally tally = verdicts.of(aspect);
      if (tally.asked() > 0) {
        Protocol protocol =
            source
                .protocol(JUDGE_METRIC + aspect.word(), images.size(), 0)
                .with("captions", ContentHash.of(texts))
                .with("asked", tally.asked());
        scores.add(
            Score.of(
                protocol,
                (double) tally.right() / tally.asked(),
                Interval.wilson((double) tally.right(), tally.asked())));
      }
    }
    retrieval
        .score(texts, claims, images, RetrievalOptions.usual(seed), source)
        .ifPresent(scores::add);
    return scores;
  }

  static float[][] features(List<Judged> images) {
    return images.stream().map(Judged::features).toArray(float[][]::new);
  }
}
