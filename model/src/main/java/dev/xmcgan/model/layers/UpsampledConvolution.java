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
 * 4 multiply-adds where there were 9. Up-sampled smoothly it sees 3 × 3: 6 × 6 taps, and 9. The
 * smooth map goes on for a pixel beyond the edges, where it fades to nothing.
 */
public final class UpsampledConvolution {

  private static final int TAPS = 3;

  /** What an input pixel gives to the pixels of the doubled map about it, along one axis. */
  private static final float[] SQUARE = {1, 1};

  private static final float[] SMOOTH = {0.25f, 0.75f, 0.75f, 0.25f};

  private static final String SOURCE =
      """
      class Script(Module):
        def forward(self: __torch__.Script,
          x: Tensor,
          kernel: Tensor,
          bias: Tensor) -> Tensor:
          pad = torch.size(kernel, 2) // 2 - 1
          return torch.conv_transpose2d(x, kernel, bias, [2, 2], [pad, pad])
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
   * @param upsampling how the map is doubled
   * @param manager gets the result
   * @return {@code (in,out,K,K)}, K 4 or 6, a view of {@code (out,K,K,in)}
   */
  public static NDArray compose(NDArray weight, Upsampling upsampling, NDManager manager) {
    float[] spread = upsampling == Upsampling.SMOOTH ? SMOOTH : SQUARE;
    int composedTaps = spread.length + TAPS - 1; // K
    Shape shape = weight.getShape();
    long out = shape.get(0);
    long in = shape.get(1);
    try (NDManager scope = manager.newSubManager()) {
      NDArray turned = Tensors.attached(scope, weight.transpose(0, 2, 3, 1)); // (out,3,3,in)
      NDArray taps = Tensors.attached(scope, turned.reshape(out, 9, in)); // a view if channels-last
      NDArray summed = Tensors.attached(scope, sums(spread, scope).matMul(taps)); // (out,K·K,in)
      NDArray kernels =
          Tensors.attached(scope, summed.reshape(out, composedTaps, composedTaps, in));
      return Tensors.attached(manager, kernels.transpose(3, 0, 1, 2)); // (in,out,K,K)
    }
  }

  /**
   * Applies a composed kernel.
   *
   * @param x {@code (B,in,h,w)}
   * @param composed {@code (in,out,K,K)} of {@link #compose}
   * @param bias {@code (out)}
   * @return {@code (B,out,2h,2w)}, of x's strides
   */
  public static NDArray apply(NDArray x, NDArray composed, NDArray bias) {
    return Transposed.CONVOLUTION.forward(x, composed, bias);
  }

  /** {@code (1,K·K,9)}: from the taps of 3 × 3 to those of K × K. */
  private static NDArray sums(float[] spread, NDManager manager) {
    float[][] along = new float[spread.length + TAPS - 1][TAPS]; // (K,3)
    for (int place = 0; place < spread.length; place++) {
      for (int tap = 0; tap < TAPS; tap++) {
        along[place + TAPS - 1 - tap][tap] += spread[place];
      }
    }
    int composedTaps = along.length;
    float[] values = new float[composedTaps * composedTaps * TAPS * TAPS];
    for (int to = 0; to < composedTaps * composedTaps; to++) {
      for (int from = 0; from < TAPS * TAPS; from++) {
        values[to * TAPS * TAPS + from] =
            along[to / composedTaps][from / TAPS] * along[to % composedTaps][from % TAPS];
      }
    }
    // autograd keeps this longer than the scope does: a copy lives in the engine's memory, while
    // what create() gives points into a Java buffer that may be gone by then
    try (NDArray inJava =
        manager.create(values, new Shape(1, (long) composedTaps * composedTaps, TAPS * TAPS))) {
      return inJava.duplicate();
    }
  }
}
