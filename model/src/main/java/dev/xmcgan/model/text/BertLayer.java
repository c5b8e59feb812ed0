package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import java.util.ArrayList;
import java.util.List;

/**
 * One encoder layer of BERT on the rows of any captions {@code (N, E)}: self-attention and
 * feed-forward, each followed by an add and a layer norm.
 *
 * <p>Devlin et al., <i>BERT: Pre-training of Deep Bidirectional Transformers</i>, NAACL 2019. The
 * query, key and value projections are one product, and the scale 1/√d is folded into the query's.
 */
final class BertLayer {
  private final BertConfig config;
  private final Shape width;
  private final Linear attention;
  private final Linear mix;
  private final NDArray mixGain;
  private final NDArray mixShift;
  private final Linear inner;
  private final Linear outer;
  private final NDArray outerGain;
  private final NDArray outerShift;

  BertLayer(BertConfig config, BertWeights weights, int index) throws TextEncoderException {
    String layer = "encoder.layer." + index;
    int e = config.width();
    this.config = config;
    this.width = new Shape(e);
    this.attention = weights.fusedAttention(layer, e, 1 / Math.sqrt((double) e / config.heads()));
    this.mix = weights.linear(layer + ".attention.output.dense", e, e);
    this.mixGain = weights.get(layer + ".attention.output.LayerNorm.weight", e);
    this.mixShift = weights.get(layer + ".attention.output.LayerNorm.bias", e);
    this.inner = weights.linear(layer + ".intermediate.dense", e, config.innerWidth());
    this.outer = weights.linear(layer + ".output.dense", config.innerWidth(), e);
    this.outerGain = weights.get(layer + ".output.LayerNorm.weight", e);
    this.outerShift = weights.get(layer + ".output.LayerNorm.bias", e);
  }

  /**
   * @param x hidden states {@code (N, E)}
   * @param captions which rows are whose
   * @return hidden states {@code (N, E)}
   */
  NDArray forward(NDArray x, PackedSequences captions) {
    NDArray mixed = mix.apply(context(x, captions)); // (N, E)
    NDArray attended = norm(mixed.addi(x), mixGain, mixShift);
    NDArray fed = outer.apply(inner.gelu(attended)); // (N, E)
    return norm(fed.addi(attended), outerGain, outerShift);
  }

  /** Weights, biases, gains and shifts in the order in which they are used. */
  List<NDArray> tensors() {
    List<NDArray> tensors = new ArrayList<>(attention.tensors());
    tensors.addAll(mix.tensors());
    tensors.addAll(List.of(mixGain, mixShift));
    tensors.addAll(inner.tensors());
    tensors.addAll(outer.tensors());
    tensors.addAll(List.of(outerGain, outerShift));
    return tensors;
  }

  private NDArray context(NDArray x, PackedSequences captions) {
    NDArray parts = attention.apply(x); // (N, 3E)
    List<PackedSequences.Span> spans = captions.spans();
    NDList own = parts.split(captions.starts(), 0);
    NDList contexts = new NDList();
    for (int i = 0; i < spans.size(); i++) {
      contexts.add(context(own.get(i), spans.get(i)));
    }
    long filled = captions.rows() - captions.filledFrom();
    if (filled > 0) {
      contexts.add(x.getManager().zeros(new Shape(filled, config.width())));
    }
    return contexts.size() == 1 ? contexts.head() : NDArrays.concat(contexts);
  }

  /** Attention of captions with the same number of tokens, {@code (n·T, 3E) → (n·T, E)}. */
  private NDArray context(NDArray parts, PackedSequences.Span span) {
    long n = span.count();
    long t = span.tokens();
    long heads = config.heads();
    long d = config.width() / heads;
    NDArray split =
        parts
            .reshape(n, t, 3, heads, d)
            .transpose(2, 0, 3, 1, 4) // (3, n, H, T, d)
            // always a copy: products of small matrices may round as their strides are, and those
            // of one caption would else differ from those of many
            .reshape(3 * n * heads, t * d)
            .reshape(3, n * heads, t, d);
    NDArray scores = split.get(0).matMul(split.get(1).transpose(0, 2, 1)); // (n·H, T, T)
    if (span.mask() != null) {
      scores.reshape(n, heads, t, t).addi(span.mask());
    }
    return scores
        .softmax(-1)
        .matMul(split.get(2)) // (n·H, T, d)
        .reshape(n, heads, t, d)
        .transpose(0, 2, 1, 3)
        .reshape(n * t, config.width());
  }

  private NDArray norm(NDArray x, NDArray gain, NDArray shift) {
    return LayerNorm.layerNorm(x, width, gain, shift, (float) config.epsilon()).head();
  }
}
