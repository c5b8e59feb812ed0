package dev.xmcgan.model.official;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;

/**
 * Converts tensors from the layout of the official code to ours. Flax keeps convolution kernels as
 * {@code (kh,kw,in,out)} and dense ones as {@code (in,out)}; here they are {@code (out,in,kh,kw)}
 * and {@code (out,in)}. The 1 × 1 convolutions that make γ and β of a region are dense layers here.
 * Everything but kernels is the same on both sides.
 */
final class FlaxLayout {

  private static final String KERNEL = "/kernel";

  private FlaxLayout() {}

  /** Our form of the official tensor at that path, as a contiguous copy of the manager's. */
  static NDArray ours(String path, NDArray value, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray moved = Tensors.attached(scope, value.stopGradient());
      if (path.endsWith(KERNEL)) {
        moved =
            isConvolution(path)
                ? moved.transpose(3, 2, 0, 1) // (out,in,kh,kw)
                : moved.transpose(); // (out,in)
        if (isModulation(path)) {
          moved = moved.reshape(moved.getShape().get(0), -1); // (out,in)
        }
      }
      return contiguous(moved, manager);
    }
  }

  /** The shape that the official tensor at that path has when ours has the shape given. */
  static Shape officialShape(String path, Shape ours) {
    if (!path.endsWith(KERNEL)) {
      return ours;
    }
    if (isModulation(path)) {
      return new Shape(1, 1, ours.get(1), ours.get(0));
    }
    return isConvolution(path)
        ? new Shape(ours.get(2), ours.get(3), ours.get(1), ours.get(0))
        : new Shape(ours.get(1), ours.get(0));
  }

  /** Flattening a transposed view copies it in the order of the view. */
  static NDArray contiguous(NDArray view, NDManager manager) {
    return Tensors.attached(manager, view.flatten().reshape(view.getShape()).duplicate());
  }

  static boolean isConvolution(String path) {
    return path.matches("(.*/)?(Spectral)?Conv_\\d+/kernel");
  }

  /** A convolution here as there, but for the norms of regions, which are dense layers here. */
  static boolean isModulation(String path) {
    return path.contains("LocalConditionalBatchNorm_");
  }
}
