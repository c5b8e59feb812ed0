package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.evaluation.scenes.SceneSample;
import java.util.List;
import java.util.Optional;

/** Measures images against their captions and against real ones. */
public interface Scorer extends AutoCloseable {
  /**
   * The measures, the weightiest first, in an order that is always the same.
   *
   * @param referenceSet name of the real images' set
   * @param match judges how images fit captions; empty where there is no such judge
   * @param urgent whether not to wait for a step of training
   */
  List<Measure> measure(
      List<SceneSample> samples, String referenceSet, Optional<CaptionMatch> match, boolean urgent);

  @Override
  void close();
}
