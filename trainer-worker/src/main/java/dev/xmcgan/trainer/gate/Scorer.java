package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.Score;
import java.util.List;

/** Measures images against their captions and against real ones. */
public interface Scorer extends AutoCloseable {
  /**
   * The scores, in an order that is always the same.
   *
   * @param referenceSet name of the real images' set
   * @param urgent whether not to wait for a step of training
   */
  List<Score> score(List<SceneSample> samples, String referenceSet, boolean urgent);

  @Override
  void close();
}
