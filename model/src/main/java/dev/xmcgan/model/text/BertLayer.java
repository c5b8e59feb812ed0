package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.LayerNorm;

/**
 * One encoder layer of BERT on a single caption {@code (T, E)}: self-attention and feed-forward,
 * each followed by an add and a layer norm.
 *
 * <p>Devlin et al., <i>BERT: Pre-training of Deep Bidirectional Transformers</i>, NAACL 2019. The
 * query, key and value projections are one product, and the scale 1/√d is folded into the query's.
 */
final class BertLayer {
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
   * @param x hidden states {@code (T, E)}
   * @param mask added to the attention scores, {@code (T)}, or null when every token is real
   * @return hidden states {@code (T, E)}
   */
  NDArray forward(NDArray x, NDArray mask) {
    NDArray mixed = linear(context(x, mask), mixMatrix, mixBias);
    NDArray attended = norm(mixed.addi(x), mixGain, mixShift);
    NDArray inner = Activation.gelu(linear(attended, innerMatrix, innerBias)); // (T, inner)
    NDArray outer = linear(inner, outerMatrix, outerBias);
    return norm(outer.addi(attended), outerGain, outerShift);
  }

  private NDArray context(NDArray x, NDArray mask) {
    long t = x.getShape().get(0);
    int heads = config.heads();
    int d = config.width() / heads;
    NDArray parts =
        linear(x, attentionMatrix, attentionBias) // (T, 3E)
            .reshape(t, 3, heads, d)
            .transpose(1, 2, 0, 3); // (3, H, T, d)
    NDArray scores = parts.get(0).matMul(parts.get(1).transpose(0, 2, 1)); // (H, T, T)
    if (mask != null) {
      scores.addi(mask);
    }
    return scores
        .softmax(-1)
        .matMul(parts.get(2)) // (H, T, d)
        .transpose(1, 0, 2)
        .reshape(t, config.width());
  }

  private static NDArray linear(NDArray x, NDArray matrix, NDArray bias) {
    return x.matMul(matrix).addi(bias);
  }

  private NDArray norm(NDArray x, NDArray gain, NDArray shift) {
    return LayerNorm.layerNorm(x, width, gain, shift, (float) config.epsilon()).head();
  }
}
