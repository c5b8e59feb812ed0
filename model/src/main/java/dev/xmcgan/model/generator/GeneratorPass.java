package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.layers.UpsampledConvolution;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass: blocks and norms, in training or in evaluation, and the statistics they leave. */
final class GeneratorPass {

  private final PassWeights weights;
  private final boolean training;
  private final boolean differentiable;
  private final Map<String, NDArray> statistics = new LinkedHashMap<>();
  private final Map<String, Modulation> modulations = new LinkedHashMap<>();
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
  }

  PassWeights weights() {
    return weights;
  }

  /** Makes the modulations of some norms known before the norms are reached. */
  void modulate(Map<String, Modulation> byNorm) {
    byNorm.forEach(
        (name, modulation) ->
            modulations.put(
                name, new Modulation(narrowed(modulation.gain()), narrowed(modulation.shift()))));
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

  /** A block that doubles the size: {@code (B,C,h,w) → (B,C',2h,2w)}; may write over its input. */
  NDArray block(String name, NDArray x) {
    NDManager owner = x.getManager();
    try (NDManager scope = owner.newSubManager()) {
      x.tempAttach(scope);
      NDArray shortcut = convolution(name + "/shortcut", x); // (B,C',h,w), of x as it came
      NDArray main = normRelu(name + "/norm0", x); // (B,C,h,w)
      main = replace(main, upsampledConvolution(name + "/conv0", main)); // (B,C',2h,2w)
      main = replace(main, normRelu(name + "/norm1", main)); // (B,C',2h,2w)
      main = replace(main, convolution(name + "/conv1", main)); // (B,C',2h,2w)
      NDArray sum =
          differentiable
              ? main.add(Tensors.upsample(shortcut, 2)) // a broadcast's backward pass is slow
              : addUpsampled(main, shortcut); // (B,C',2h,2w)
      statistics.values().forEach(array -> array.attach(owner));
      return Tensors.attached(owner, sum);
    }
  }

  /**
   * {@code relu(CBN(x))}, same shape; unless gradients are wanted, large arrays are written over.
   */
  NDArray normRelu(String name, NDArray x) {
    Modulation modulation = modulations.get(name);
    NDArray modulated;
    if (training) {
      NDArray normalised = ConditionalNorm.train(name, x, statistics);
      modulated =
          differentiable
              ? modulation.applyInTraining(normalised)
              : replace(normalised, modulation.applyInPlace(normalised));
    } else { // the norm is folded in
      modulated = differentiable ? modulation.apply(x) : modulation.applyInPlace(x);
    }
    return replace(modulated, Tensors.reluInPlace(modulated));
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

  /** {@code conv3(up2(x))}: {@code (B,C,h,w) → (B,C',2h,2w)}. */
  private NDArray upsampledConvolution(String name, NDArray x) {
    NDArray composed = weights.composed().get(name);
    if (composed != null) {
      return UpsampledConvolution.apply(x, composed, bias(name));
    }
    NDArray upsampled = Tensors.upsample(x, 2); // (B,C,2h,2w)
    return replace(upsampled, convolution(name, upsampled));
  }

  private NDArray weight(String name) {
    NDArray kernel = weights.kernels().get(name);
    return kernel != null ? kernel : weights.parameters().get(name + "/weight");
  }

  private NDArray bias(String name) {
    NDArray bias = weights.biases().get(name);
    return bias != null ? bias : weights.parameters().get(name + "/bias");
  }

  /** Frees the handle of an operand that only the next operation needed. */
  private static NDArray replace(NDArray used, NDArray next) {
    used.close();
    return next;
  }

  /** {@code main (B,C,2h,2w) + up2(low (B,C,h,w))}, the second never built. */
  private static NDArray addUpsampled(NDArray main, NDArray low) {
    Shape shape = main.getShape();
    Shape small = low.getShape();
    long b = shape.get(0);
    long c = shape.get(1);
    long h = small.get(2);
    long w = small.get(3);
    NDArray tiled = main.reshape(b, c, h, 2, w, 2); // a view
    return tiled.addi(low.reshape(b, c, h, 1, w, 1)).reshape(shape);
  }
}
