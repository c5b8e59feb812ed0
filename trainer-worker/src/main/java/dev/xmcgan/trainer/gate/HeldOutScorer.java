package dev.xmcgan.trainer.gate;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scenes.HeldOutEvaluation;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.trainer.learning.TensorLock;
import java.io.IOException;
import java.util.List;

/** {@link HeldOutEvaluation} with the built-in judge, which is loaded once. */
public final class HeldOutScorer implements Scorer {
  private static final long SEED = 0;

  private final NDManager manager;
  private final SceneJudge judge;
  private final TensorLock turns;

  private HeldOutScorer(NDManager manager, SceneJudge judge, TensorLock turns) {
    this.manager = manager;
    this.judge = judge;
    this.turns = turns;
  }

  /** Loads the judge. */
  public static HeldOutScorer open(TensorLock turns) throws IOException {
    NDManager manager = NDManager.newBaseManager();
    try {
      return new HeldOutScorer(manager, SceneJudge.builtIn(manager), turns);
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public List<Score> score(List<SceneSample> samples, String referenceSet, boolean urgent) {
    return turns.take(
        urgent, () -> new HeldOutEvaluation(judge).evaluate(samples, referenceSet, SEED));
  }

  @Override
  public void close() {
    judge.close();
    manager.close();
  }
}
