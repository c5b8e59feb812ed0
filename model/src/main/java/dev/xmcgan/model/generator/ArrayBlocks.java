package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.layers.UpsampledConvolution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Blocks as one operation on arrays after the other: differentiable, and on any device. */
final class ArrayBlocks implements Blocks {

  private final GeneratorPass pass;

  ArrayBlocks(GeneratorPass pass) {
    this.pass = pass;
  }

  @Override
  public NDArray through(NDArray x, int from, int to, Modulations modulations) {
    return through(x, from, to, narrowed(modulations.byNorm()), Map.of());
  }

  @Override
  public NDArray image(NDArray x, int from, Modulations modulations, List<NDArray> noise) {
    Map<String, Modulation> byNorm = narrowed(modulations.byNorm());
    Map<String, NDArray> grain = grain(noise);
    NDArray h = through(x, from, pass.weights().layout().blocks(), byNorm, grain);
    NDArray last = normRelu(GeneratorLayout.OUT_NORM, h, byNorm, grain); // (B,C,H,W)
    NDArray colours = // (B,3,H,W)
        GeneratorPass.widened(pass.convolution(GeneratorLayout.OUT_CONVOLUTION, last));
    return Tensors.scale(colours.tanh().add(1), 0.5);
  }

  private NDArray through(
      NDArray x,
      int from,
      int to,
      Map<String, Modulation> modulations,
      Map<String, NDArray> grain) {
    NDArray h = x;
    for (int number = from; number < to; number++) {
      NDArray next = block(GeneratorLayout.block(number), h, modulations, grain); // (B,C',2h,2w)
      h.close();
      h = next;
    }
    return h;
  }

  private Map<String, Modulation> narrowed(Map<String, Modulation> modulations) {
    Map<String, Modulation> narrowed = new LinkedHashMap<>();
    modulations.forEach(
        (name, modulation) ->
            narrowed.put(
                name,
                new Modulation(
                    pass.narrowed(modulation.gain()), pass.narrowed(modulation.shift()))));
    return narrowed;
  }

  /** {@code (B,C,h,w) → (B,C',2h,2w)}. */
  private NDArray block(
      String name, NDArray x, Map<String, Modulation> modulations, Map<String, NDArray> grain) {
    NDManager owner = x.getManager();
    try (NDManager scope = owner.newSubManager()) {
      x.tempAttach(scope);
      NDArray shortcut = pass.convolution(name + "/shortcut", x); // (B,C',h,w), of x as it came
      NDArray main = normRelu(name + "/norm0", x, modulations, grain); // (B,C,h,w)
      main = replace(main, upsampledConvolution(name + "/conv0", main)); // (B,C',2h,2w)
      main = replace(main, normRelu(name + "/norm1", main, modulations, grain)); // (B,C',2h,2w)
      main = replace(main, pass.convolution(name + "/conv1", main)); // (B,C',2h,2w)
      NDArray sum = addUpsampled(main, shortcut); // (B,C',2h,2w)
      pass.statistics().values().forEach(array -> array.attach(owner));
      return Tensors.attached(owner, sum);
    }
  }

  /**
   * Each channel's share of the noise, {@code (B,C,H,W)}, by the name of the norm that takes it.
   */
  private Map<String, NDArray> grain(List<NDArray> noise) {
    Map<String, NDArray> grain = new LinkedHashMap<>();
    List<String> norms = pass.weights().layout().noisedNorms();
    for (int i = 0; i < norms.size(); i++) {
      NDArray maps = noise.get(0);
      NDArray strengths = noise.get(i + 1).reshape(1, -1, 1, 1);
      NDArray share = maps.mul(Tensors.attached(maps.getManager(), strengths));
      grain.put(norms.get(i), pass.narrowed(share));
    }
    return grain;
  }

  /** {@code x (B,C,H,W)} and its share of the noise, where it has one; may write over x. */
  private NDArray noised(NDArray x, NDArray share) {
    if (share == null) {
      return x;
    }
    return pass.isDifferentiable() ? x.add(share) : x.addi(share);
  }

  /**
   * {@code relu(CBN(x))}, same shape; unless gradients are wanted, large arrays are written over.
   */
  private NDArray normRelu(
      String name, NDArray x, Map<String, Modulation> modulations, Map<String, NDArray> grain) {
    Modulation modulation = modulations.get(name);
    NDArray share = grain.get(name);
    NDArray modulated;
    if (pass.isTraining()) {
      NDArray normalised = noised(ConditionalNorm.train(name, x, pass.statistics()), share);
      modulated =
          pass.isDifferentiable()
              ? modulation.applyInTraining(normalised)
              : replace(normalised, modulation.applyInPlace(normalised));
    } else { // the norm is folded in
      NDArray given = noised(x, share);
      modulated =
          pass.isDifferentiable() ? modulation.apply(given) : modulation.applyInPlace(given);
    }
    return replace(modulated, Tensors.reluInPlace(modulated));
  }

  /** {@code conv3(up2(x))}: {@code (B,C,h,w) → (B,C',2h,2w)}. */
  private NDArray upsampledConvolution(String name, NDArray x) {
    NDArray composed = pass.weights().composed().get(name);
    if (composed != null) {
      return UpsampledConvolution.apply(
          x, composed, pass.bias(name), pass.weights().layout().upsampling());
    }
    NDArray upsampled = Tensors.upsample(x, 2); // (B,C,2h,2w)
    return replace(upsampled, pass.convolution(name, upsampled));
  }

  /** Frees the handle of an operand that only the next operation needed. */
  private static NDArray replace(NDArray used, NDArray next) {
    used.close();
    return next;
  }

  /**
   * {@code main (B,C,2h,2w) + up2(low (B,C,h,w))}, written over main unless gradients are wanted.
   */
  private NDArray addUpsampled(NDArray main, NDArray low) {
    if (pass.weights().layout().upsampling() == Upsampling.SMOOTH) {
      NDArray smooth = Tensors.upsampleSmoothly(low);
      return pass.isDifferentiable() ? main.add(smooth) : main.addi(smooth);
    }
    if (pass.isDifferentiable()) {
      return main.add(Tensors.upsample(low, 2)); // a broadcast's backward pass is slow
    }
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
