package dev.xmcgan.model.layers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Nearest up-sampling by two and a 3 × 3 convolution in one: an output pixel sees only 2 × 2
 * different input pixels, so both are one transposed convolution of stride 2 with a 4 × 4 kernel of
 * summed taps: 4 multiply-adds where there were 9, and the large map is never read.
 */
public final class UpsampledConvolution {

  private static final int TAPS = 3;
  private static final int COMPOSED_TAPS = 4;

  /** Which of the three taps of one axis add up to each of the four. */
  private static final float[][] SUMS = {{0, 0, 1}, {0, 1, 1}, {1, 1, 0}, {1, 0, 0}};

  private static final String SOURCE =
      """
      class Script(Module):
        def forward(self: __torch__.Script,
          x: Tensor,
          kernel: Tensor,
          bias: Tensor) -> Tensor:
          return torch.conv_transpose2d(x, kernel, bias, [2, 2], [1, 1])
      """;

  private UpsampledConvolution() {}

  /** The operation, which arrays have no method for; it lives as long as the process. */
  private static final class Transposed {
    static final ScriptModule CONVOLUTION =
        ScriptModule.compile(NDManager.newBaseManager(Device.cpu(), "PyTorch"), SOURCE);
  }

  /**
   * The kernel of summed taps; differentiable.
   *
   * @param weight {@code (out,in,3,3)}
   * @param manager gets the result
   * @return {@code (in,out,4,4)}, a view of {@code (out,4,4,in)}
   */
  public static NDArray compose(NDArray weight, NDManager manager) {
    Shape shape = weight.getShape();
    long out = shape.get(0);
    long in = shape.get(1);
    try (NDManager scope = manager.newSubManager()) {
      NDArray turned = Tensors.attached(scope, weight.transpose(0, 2, 3, 1)); // (out,3,3,in)
      NDArray taps = Tensors.attached(scope, turned.reshape(out, 9, in)); // a view if channels-last
      NDArray summed = Tensors.attached(scope, sums(scope).matMul(taps)); // (out,16,in)
      NDArray kernels =
          Tensors.attached(scope, summed.reshape(out, COMPOSED_TAPS, COMPOSED_TAPS, in));
      return Tensors.attached(manager, kernels.transpose(3, 0, 1, 2)); // (in,out,4,4)
    }
  }

  /**
   * Applies a composed kernel.
   *
   * @param x {@code (B,in,h,w)}
   * @param composed {@code (in,out,4,4)} of {@link #compose}
   * @param bias {@code (out)}
   * @return {@code (B,out,2h,2w)}, of x's strides
   */
  public static NDArray apply(NDArray x, NDArray composed, NDArray bias) {
    return Transposed.CONVOLUTION.forward(x, composed, bias);
  }

  /** {@code (1,16,9)}: from the taps of 3 × 3 to those of 4 × 4. */
  private static NDArray sums(NDManager manager) {
    float[] values = new float[COMPOSED_TAPS * COMPOSED_TAPS * TAPS * TAPS];
    for (int to = 0; to < COMPOSED_TAPS * COMPOSED_TAPS; to++) {
      for (int from = 0; from < TAPS * TAPS; from++) {
        values[to * TAPS * TAPS + from] =
            SUMS[to / COMPOSED_TAPS][from / TAPS] * SUMS[to % COMPOSED_TAPS][from % TAPS];
      }
    }
    // autograd keeps this longer than the scope does: a copy lives in the engine's memory, while
    // what create() gives points into a Java buffer that may be gone by then
    try (NDArray inJava =
        manager.create(values, new Shape(1, COMPOSED_TAPS * COMPOSED_TAPS, TAPS * TAPS))) {
      return inJava.duplicate();
    }
  }
}
