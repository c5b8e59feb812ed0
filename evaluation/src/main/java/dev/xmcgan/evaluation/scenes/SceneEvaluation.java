package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import dev.xmcgan.images.BicubicResize;
import java.util.List;

/**
 * Evaluates images generated from captions of drawn scenes with the built-in judge. The figures are
 * for scenes alone and say nothing about COCO.
 */
public final class SceneEvaluation {

  /** Metrics of the judge are named {@code judge-} and the aspect. */
  public static final String JUDGE_METRIC = "judge-";

  private final SceneJudge judge;

  public SceneEvaluation(SceneJudge judge) {
    this.judge = judge;
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
    try (ImageEvaluation running = start(referenceSet, seed)) {
      running.add(
          samples.stream().map(SceneSample::caption).toList(),
          samples.stream().map(SceneSample::generated).toList(),
          samples.stream().map(SceneSample::real).toList());
      return running.report();
    }
  }

  /** The same batch by batch; the judge stays this one's. */
  public ImageEvaluation start(String referenceSet, long seed) {
    FeatureSource source = new FeatureSource(judge.id(), referenceSet, BicubicResize.NAME);
    return new RunningSceneEvaluation(judge, source, seed);
  }
}
