package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;

/**
 * One encoder layer of BERT on the rows of any captions {@code (N, E)}: self-attention and
 * feed-forward, each followed by an add and a layer norm.
 *
 * <p>Devlin et al., <i>BERT: Pre-training of Deep Bidirectional Transformers</i>, NAACL 2019. The
 * query, key and value projections are one product, and the scale 1/√d is folded into the query's.
 */
final class BertLayer {
  /** Longer sums are cut by the library in ways that depend on the number of rows. */
  static final int LONGEST_SUM = 384;

  private final BertConfig config;
  private final Shape width;
  private final NDArray attentionMatrix;
  private final NDArray attentionBias;
  private final NDArray mixMatrix;
  private final NDArray mixBias;
  private final NDArray mixGain;
  private final NDArray mixShift;
  private final NDArray innerMatrix;
  private final NDArray innerBias;
  private final NDArray outerMatrix;
  private final NDArray outerBias;
  private final NDArray outerGain;
  private final NDArray outerShift;

  BertLayer(BertConfig config, BertWeights weights, int index) throws TextEncoderException {
    String layer = "encoder.layer." + index;
    int e = config.width();
    this.config = config;
    this.width = new Shape(e);
    NDList attention = weights.fusedAttention(layer, e, 1 / Math.sqrt((double) e / config.heads()));
    this.attentionMatrix = attention.get(0);
    this.attentionBias = attention.get(1);
    this.mixMatrix = weights.matrix(layer + ".attention.output.dense.weight", e, e);
    this.mixBias = weights.get(layer + ".attention.output.dense.bias", e);
    this.mixGain = weights.get(layer + ".attention.output.LayerNorm.weight", e);
    this.mixShift = weights.get(layer + ".attention.output.LayerNorm.bias", e);
    this.innerMatrix = weights.matrix(layer + ".intermediate.dense.weight", e, config.innerWidth());
    this.innerBias = weights.get(layer + ".intermediate.dense.bias", config.innerWidth());
    this.outerMatrix = weights.matrix(layer + ".output.dense.weight", config.innerWidth(), e);
    this.outerBias = weights.get(layer + ".output.dense.bias", e);
    this.outerGain = weights.get(layer + ".output.LayerNorm.weight", e);
    this.outerShift = weights.get(layer + ".output.LayerNorm.bias", e);
  }

  /**
   * @param x hidden states {@code (N, E)}
   * @param captions which rows are whose
   * @return hidden states {@code (N, E)}
   */
  NDArray forward(NDArray x, PackedSequences captions) {
    NDArray mixed = linear(context(x, captions), mixMatrix, mixBias);
    NDArray attended = norm(mixed.addi(x), mixGain, mixShift);
    NDArray inner = Activation.gelu(linear(attended, innerMatrix, innerBias)); // (N, inner)
    NDArray outer = linear(inner, outerMatrix, outerBias);
    return norm(outer.addi(attended), outerGain, outerShift);
  }

  private NDArray context(NDArray x, PackedSequences captions) {
    NDArray parts = linear(x, attentionMatrix, attentionBias); // (N, 3E)
    NDList contexts = new NDList();
    int end = 0;
    for (PackedSequences.Span span : captions.spans()) {
      contexts.add(context(parts.get(new NDIndex("{}:{}", span.start(), span.end())), span));
      end = span.end();
    }
    if (end < captions.rows()) {
      contexts.add(x.getManager().zeros(new Shape(captions.rows() - end, config.width())));
    }
    return contexts.size() == 1 ? contexts.head() : NDArrays.concat(contexts);
  }

  /** Attention of captions with the same number of tokens, {@code (n·T, 3E) → (n·T, E)}. */
  private NDArray context(NDArray parts, PackedSequences.Span span) {
    int heads = config.heads();
    NDArray split =
        parts
            .reshape(span.count(), span.tokens(), 3, heads, config.width() / heads)
            .transpose(2, 0, 3, 1, 4); // (3, n, H, T, d)
    NDArray scores = split.get(0).matMul(split.get(1).transpose(0, 1, 3, 2)); // (n, H, T, T)
    if (span.mask() != null) {
      scores.addi(span.mask());
    }
    return scores
        .softmax(-1)
        .matMul(split.get(2)) // (n, H, T, d)
        .transpose(0, 2, 1, 3)
        .reshape((long) span.count() * span.tokens(), config.width());
  }

  /** {@code x · matrix + bias}; a long sum is added up from parts. */
  private static NDArray linear(NDArray x, NDArray matrix, NDArray bias) {
    long terms = matrix.getShape().get(0);
    if (terms <= LONGEST_SUM) {
      return x.matMul(matrix).addi(bias);
    }
    NDArray sum = null;
    for (long from = 0; from < terms; from += LONGEST_SUM) {
      long to = Math.min(terms, from + LONGEST_SUM);
      NDArray part =
          x.get(new NDIndex(":,{}:{}", from, to))
              .matMul(matrix.get(new NDIndex("{}:{}", from, to)));
      sum = sum == null ? part : sum.addi(part);
    }
    return sum.addi(bias);
  }

  private NDArray norm(NDArray x, NDArray gain, NDArray shift) {
    return LayerNorm.layerNorm(x, width, gain, shift, (float) config.epsilon()).head();
  }
}
