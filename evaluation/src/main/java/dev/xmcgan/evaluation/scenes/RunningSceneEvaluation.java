package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.features.FeatureFile;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.quality.FeatureMoments;
import dev.xmcgan.evaluation.quality.FrechetDistance;
import dev.xmcgan.evaluation.quality.KernelDistance;
import dev.xmcgan.evaluation.quality.KernelDistanceOptions;
import dev.xmcgan.evaluation.retrieval.RPrecision;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Interval;
import dev.xmcgan.evaluation.scores.Protocol;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.SourceHash;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import dev.xmcgan.images.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@link SceneEvaluation} under way: what was judged so far, and no image. */
final class RunningSceneEvaluation implements ImageEvaluation {
  private final SceneJudge judge;
  private final FeatureSource source;
  private final long seed;
  private final CaptionReader reader;
  private final SceneVectors vectors;
  private final List<String> texts = new ArrayList<>();
  private final FeatureFile said = new FeatureFile();
  private final Side generated = new Side();
  private final Side real = new Side();

  RunningSceneEvaluation(SceneJudge judge, FeatureSource source, long seed) {
    this.judge = judge;
    this.source = source;
    this.seed = seed;
    this.reader = new CaptionReader(judge.vocabulary());
    this.vectors = new SceneVectors(judge.vocabulary());
  }

  @Override
  public void add(List<String> captions, List<RgbImage> generated, List<RgbImage> real) {
    List<CaptionClaims> claims = captions.stream().map(reader::read).toList();
    claims.forEach(claim -> said.add(vectors.of(claim)));
    texts.addAll(captions);
    this.generated.add(claims, judge.judge(generated));
    this.real.add(claims, judge.judge(real));
  }

  @Override
  public EvaluationReport report() {
    if (texts.size() < 2) {
      throw new IllegalArgumentException("an evaluation needs 2 images, has " + texts.size());
    }
    List<Score> scores = new ArrayList<>(generated.againstCaptions());
    scores.add(
        FrechetDistance.score(generated.moments.orElseThrow(), real.moments.orElseThrow(), source));
    KernelDistanceOptions kernel = KernelDistanceOptions.usual(texts.size(), seed);
    scores.add(KernelDistance.score(generated.features, real.features, kernel, source));
    return new EvaluationReport(scores, real.againstCaptions());
  }

  @Override
  public void close() {
    said.close();
    generated.close();
    real.close();
  }

  /** What is kept of the generated or of the real images. */
  private final class Side {
    private final Verdicts verdicts = new Verdicts();
    private final FeatureFile features = new FeatureFile();
    private final FeatureFile seen = new FeatureFile();
    private Optional<FeatureMoments> moments = Optional.empty();

    void add(List<CaptionClaims> claims, List<Judged> images) {
      for (int i = 0; i < images.size(); i++) {
        Judged image = images.get(i);
        verdicts.add(claims.get(i), image.reading());
        seen.add(vectors.of(image.reading()));
        features.add(image.features());
        if (moments.isEmpty()) {
          moments = Optional.of(new FeatureMoments(image.features().length));
        }
        moments.get().add(image.features());
      }
    }

    List<Score> againstCaptions() {
      List<Score> scores = new ArrayList<>();
      for (Aspect aspect : Aspect.values()) {
        Verdicts.Tally tally = verdicts.of(aspect);
        if (tally.asked() > 0) {
          Protocol protocol =
              source
                  .protocol(SceneEvaluation.JUDGE_METRIC + aspect.word(), texts.size(), 0)
                  .with("captions", SourceHash.of(texts))
                  .with("asked", tally.asked());
          scores.add(
              Score.of(
                  protocol,
                  (double) tally.right() / tally.asked(),
                  Interval.wilson((double) tally.right(), tally.asked())));
        }
      }
      RetrievalOptions retrieval = RetrievalOptions.usual(seed);
      if (texts.stream().distinct().count() > retrieval.others()) {
        scores.add(RPrecision.score(seen, said, texts, retrieval, source));
      }
      return scores;
    }

    void close() {
      features.close();
      seen.close();
    }
  }
}
