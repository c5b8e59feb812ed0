package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.SceneJudge.Judged;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.retrieval.RPrecision;
import dev.xmcgan.evaluation.retrieval.RetrievalOptions;
import dev.xmcgan.evaluation.scores.FeatureSource;
import dev.xmcgan.evaluation.scores.Score;
import java.util.List;
import java.util.Optional;

/** R-precision of judged images and the captions of scenes that they were made from. */
final class CaptionRetrieval {

  private final SceneVectors vectors;

  CaptionRetrieval(Vocabulary vocabulary) {
    this.vectors = new SceneVectors(vocabulary);
  }

  /** The score; empty where there are too few distinct captions. */
  Optional<Score> score(
      List<String> texts,
      List<CaptionClaims> claims,
      List<Judged> images,
      RetrievalOptions options,
      FeatureSource source) {
    if (texts.stream().distinct().count() <= options.others()) {
      return Optional.empty();
    }
    float[][] seen =
        images.stream().map(image -> vectors.of(image.reading())).toArray(float[][]::new);
    float[][] said = claims.stream().map(vectors::of).toArray(float[][]::new);
    return Optional.of(RPrecision.score(seen, said, texts, options, source));
  }
}
