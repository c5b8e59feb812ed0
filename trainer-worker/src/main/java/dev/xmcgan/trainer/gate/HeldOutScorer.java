package dev.xmcgan.trainer.gate;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.evaluation.scenes.HeldOutEvaluation;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.images.BicubicResize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.trainer.learning.TensorLock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@link HeldOutEvaluation} with the built-in judge, which is loaded once, and a frozen
 * discriminator where that can tell real images' captions from others.
 */
public final class HeldOutScorer implements Scorer {
  /** Image and sentence. */
  static final String SENTENCE_MATCH = "sentence-match";

  /** Regions and words. */
  static final String WORD_MATCH = "word-match";

  /** A discriminator that ranks real images' captions lower than this sees nothing in them. */
  private static final double SEES = 0.7;

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
  public List<Measure> measure(
      List<SceneSample> samples,
      String referenceSet,
      Optional<CaptionMatch> match,
      boolean urgent) {
    List<Measure> measures =
        new ArrayList<>(
            turns.take(urgent, () -> new HeldOutEvaluation(judge).measure(samples, referenceSet)));
    match.ifPresent(
        eyes -> measures.addAll(turns.take(urgent, () -> matches(samples, referenceSet, eyes))));
    return measures;
  }

  @Override
  public void close() {
    judge.close();
    manager.close();
  }

  private static List<Measure> matches(
      List<SceneSample> samples, String referenceSet, CaptionMatch match) {
    List<String> captions = samples.stream().map(SceneSample::caption).toList();
    List<RgbImage> drawn = samples.stream().map(SceneSample::generated).toList();
    List<RgbImage> real = samples.stream().map(SceneSample::real).toList();
    CaptionMatch.Ranks ofReal = match.rank(captions, real);
    CaptionMatch.Ranks ofDrawn = match.rank(captions, drawn);
    FeatureSource source = new FeatureSource(match.id(), referenceSet, BicubicResize.NAME);
    List<Measure> measures = new ArrayList<>();
    if (mean(ofReal.sentences()) >= SEES) {
      measures.add(
          Measure.share(
              source.protocol(SENTENCE_MATCH, drawn.size(), real.size()), ofDrawn.sentences()));
    }
    if (mean(ofReal.words()) >= SEES) {
      measures.add(
          Measure.share(source.protocol(WORD_MATCH, drawn.size(), real.size()), ofDrawn.words()));
    }
    return measures;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
