package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.CaptionAttention;
import dev.xmcgan.model.text.TextBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass, in training or in evaluation: what it reads and what it leaves beside images. */
final class GeneratorPass {

  private final PassWeights weights;
  private final boolean training;
  private final boolean differentiable;
  private final Blocks blocks;
  private final Map<String, NDArray> statistics = new LinkedHashMap<>();
  private final List<NDArray> attention = new ArrayList<>();

  /**
   * @param training normalises by the batch's own statistics
   * @param differentiable takes the way that gradients can go back, and quickly; else maps are
   *     written over
   */
  GeneratorPass(PassWeights weights, boolean training, boolean differentiable) {
    this.weights = weights;
    this.training = training;
    this.differentiable = differentiable;
    this.blocks = weights.blocks().apply(this);
  }

  PassWeights weights() {
    return weights;
  }

  boolean isTraining() {
    return training;
  }

  boolean isDifferentiable() {
    return differentiable;
  }

  /** The way of this pass's maps. */
  Blocks blocks() {
    return blocks;
  }

  /** Takes note of the attention over words, {@code (B,256,T)}. */
  void attended(NDArray weights) {
    attention.add(weights);
  }

  /** The attention of this pass, {@code (B,256,T)}; none before the 16 × 16 map is reached. */
  List<NDArray> attention() {
    return attention;
  }

  /** The batch's statistics collected so far, attached to the managers of the maps they are of. */
  Map<String, NDArray> statistics() {
    return statistics;
  }

  /** Noise for each pixel and its strengths as {@link Blocks#image} takes them. */
  List<NDArray> pixelNoise(NDArray z) {
    return weights.noise().map(noise -> noise.of(z)).orElse(List.of());
  }

  /** The captions as this generator reads them; in evaluation none feels its neighbours. */
  TextBatch read(TextBatch text) {
    CaptionAttention captions = weights.layout().captions();
    return training
        ? captions.read(text, weights.parameters()::get)
        : captions.readApart(text, weights.parameters()::get);
  }

  NDArray convolution(String name, NDArray x) {
    return Tensors.convolution(x, weight(name), bias(name));
  }

  /** As precise as maps are in this pass. */
  NDArray narrowed(NDArray x) {
    return x.toType(weights.maps(), false);
  }

  /** As precise as everything else is. */
  static NDArray widened(NDArray x) {
    return x.toType(DataType.FLOAT32, false);
  }

  NDArray dense(String name, NDArray x) {
    return dense(x, weight(name), weights.parameters().get(name + "/bias"));
  }

  /** {@code (B,in) → (B,out)}; in evaluation a row does not feel its neighbours, to the bit. */
  NDArray dense(NDArray x, NDArray weight, NDArray bias) {
    return training ? Tensors.dense(x, weight, bias) : Tensors.denseInGroups(x, weight, bias);
  }

  NDArray bias(String name) {
    NDArray bias = weights.biases().get(name);
    return bias != null ? bias : weights.parameters().get(name + "/bias");
  }

  private NDArray weight(String name) {
    NDArray kernel = weights.kernels().get(name);
    return kernel != null ? kernel : weights.parameters().get(name + "/weight");
  }
}
