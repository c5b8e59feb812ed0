package dev.xmcgan.model.layers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.Upsampling;

/**
 * Up-sampling by two and a 3 × 3 convolution in one, a transposed convolution of stride 2 with a
 * kernel of summed taps; the large map is never read.
 *
 * <p>Up-sampled to squares, an output pixel sees only 2 × 2 different input pixels: 4 × 4 taps, and
 * 4 multiply-adds where there were 9. A smooth map is that of squares after a blur of {@code
 * [1,2,1]/4} along both axes, which is as well done after the convolution, where it costs next to
 * nothing. It goes on for a pixel beyond the edges, where it fades to nothing.
 */
public final class UpsampledConvolution {

  private static final int TAPS = 3;

  /** Taps of the composed kernel along an axis, K. */
  private static final int COMPOSED_TAPS = TAPS + 1;

  private static final String SOURCE =
      """
      class Script(Module):
        def forward(self: __torch__.Script,
          x: Tensor,
          kernel: Tensor,
          bias: Tensor) -> Tensor:
          return %s
      """;

  private UpsampledConvolution() {}

  /** The operation, which arrays have no method for; it lives as long as the process. */
  private static final class Squares {
    static final ScriptModule CONVOLUTION =
        compiled("torch.conv_transpose2d(x, kernel, bias, [2, 2], [1, 1])");
  }

  /** The same and the blur, which is a mean of two neighbours done twice. */
  private static final class Smooth {
    static final ScriptModule CONVOLUTION =
        compiled(
            "torch.avg_pool2d(torch.avg_pool2d("
                + "torch.conv_transpose2d(x, kernel, bias, [2, 2]), [2, 2], [1, 1]), [2, 2], [1, 1])");
  }

  private static ScriptModule compiled(String result) {
    return ScriptModule.compile(
        NDManager.newBaseManager(Device.cpu(), "PyTorch"), SOURCE.formatted(result));
  }

  /**
   * The kernel of summed taps, the same for both ways of up-sampling; differentiable.
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
      NDArray summed = Tensors.attached(scope, sums(scope).matMul(taps)); // (out,K·K,in)
      NDArray kernels =
          Tensors.attached(scope, summed.reshape(out, COMPOSED_TAPS, COMPOSED_TAPS, in));
      return Tensors.attached(manager, kernels.transpose(3, 0, 1, 2)); // (in,out,K,K)
    }
  }

  /**
   * Applies a composed kernel; differentiable.
   *
   * @param x {@code (B,in,h,w)}
   * @param composed {@code (in,out,4,4)} of {@link #compose}
   * @param bias {@code (out)}
   * @param upsampling how the map is doubled
   * @return {@code (B,out,2h,2w)}, of x's strides
   */
  public static NDArray apply(NDArray x, NDArray composed, NDArray bias, Upsampling upsampling) {
    ScriptModule convolution =
        upsampling == Upsampling.SMOOTH ? Smooth.CONVOLUTION : Squares.CONVOLUTION;
    return convolution.forward(x, composed, bias);
  }

  /** {@code (1,K·K,9)}: from the taps of 3 × 3 to those of K × K. */
  private static NDArray sums(NDManager manager) {
    float[][] along = new float[COMPOSED_TAPS][TAPS]; // (K,3)
    for (int place = 0; place < 2; place++) { // an input pixel gives to two along each axis
      for (int tap = 0; tap < TAPS; tap++) {
        along[place + TAPS - 1 - tap][tap]++;
      }
    }
    float[] values = new float[COMPOSED_TAPS * COMPOSED_TAPS * TAPS * TAPS];
    for (int to = 0; to < COMPOSED_TAPS * COMPOSED_TAPS; to++) {
      for (int from = 0; from < TAPS * TAPS; from++) {
        values[to * TAPS * TAPS + from] =
            along[to / COMPOSED_TAPS][from / TAPS] * along[to % COMPOSED_TAPS][from % TAPS];
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
