package dev.xmcgan.model.generation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.text.CaptionMix;
import dev.xmcgan.model.text.TextBatch;
import dev.xmcgan.model.text.TextEncoder;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Makes the noise and the embeddings that one pass of the generator reads, of requests or of
 * made-up samples.
 */
record PassInputs(ModelConfig config, TextEncoder encoder) {

  /** {@code (B,Z)}, each row from its request's own seed. */
  NDArray noise(NDManager scope, List<ImageRequest> requests) {
    return rows(scope, requests.stream().map(this::noise).toList());
  }

  private float[] noise(ImageRequest request) {
    float[] own = Seeds.noise(request.seed(), config.noiseSize(), request.truncation());
    return request
        .towards()
        .map(
            other ->
                Seeds.between(
                    own,
                    Seeds.noise(other.seed(), config.noiseSize(), request.truncation()),
                    other.share()))
        .orElse(own);
  }

  /** Embeddings of the captions, words {@code (B, maxWords, E)}. */
  TextBatch text(NDManager scope, List<ImageRequest> requests) {
    List<CaptionMix> captions = requests.stream().map(PassInputs::caption).toList();
    return padded(scope, encoder.encodeMixes(scope, captions, config.maxWords(), config.pooling()));
  }

  /** The tokens of a request's caption; none of what lies between two. */
  List<String> tokens(ImageRequest request) {
    return request.towards().isPresent()
        ? List.of()
        : encoder.tokens(request.caption(), config.maxWords());
  }

  private static CaptionMix caption(ImageRequest request) {
    return request
        .towards()
        .map(other -> new CaptionMix(request.caption(), other.caption(), other.share()))
        .orElseGet(() -> CaptionMix.of(request.caption()));
  }

  /** {@code (B,Z)} of made-up samples. */
  NDArray probeNoise(NDManager scope, List<Integer> samples) {
    return rows(
        scope,
        samples.stream()
            .map(s -> Seeds.noise(s, config.noiseSize(), OptionalDouble.empty()))
            .toList());
  }

  /** Embeddings of made-up samples. */
  TextBatch probeText(NDManager scope, List<Integer> samples) {
    return padded(scope, Probes.text(scope, config, samples));
  }

  private static NDArray rows(NDManager scope, List<float[]> rows) {
    return scope.create(rows.toArray(new float[0][]));
  }

  /** Words to {@code (B, maxWords, E)}, so that neighbours with longer captions change nothing. */
  private TextBatch padded(NDManager scope, TextBatch text) {
    Shape shape = text.words().getShape();
    long missing = config.maxWords() - shape.get(1);
    if (missing == 0) {
      return text;
    }
    NDArray padding = scope.zeros(new Shape(shape.get(0), missing, shape.get(2)));
    return new TextBatch(text.words().concat(padding, 1), text.sentence(), text.lengths());
  }
}
