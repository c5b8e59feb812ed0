package dev.xmcgan.model.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A 3 × 3 convolution to very few channels, for 2 × 2 pixels at once: one 4 × 4 convolution of
 * stride 2 with four times the channels. A processor works out sixteen channels in the time of
 * three: 16 taps for four pixels are then less than 9 taps for each.
 */
public final class SquareConvolution {

  private static final int TAPS = 3;
  private static final int COMPOSED_TAPS = 4;
  private static final int PIXELS = 4;

  private SquareConvolution() {}

  /**
   * The kernel that four pixels share.
   *
   * @param weight {@code (out,in,3,3)}
   * @param manager gets the result
   * @return {@code (4·out,in,4,4)}, for stride 2 and one zero on every side: all channels of the
   *     upper left pixel, then the upper right, lower left and lower right one's
   */
  public static NDArray compose(NDArray weight, NDManager manager) {
    Shape shape = weight.getShape();
    long out = shape.get(0);
    long in = shape.get(1);
    try (NDManager scope = manager.newSubManager()) {
      NDArray turned = Tensors.attached(scope, weight.transpose(0, 2, 3, 1)); // (out,3,3,in)
      NDArray taps = Tensors.attached(scope, turned.reshape(1, out, TAPS * TAPS, in));
      NDArray placed = Tensors.attached(scope, places(scope).matMul(taps)); // (4,out,16,in)
      NDArray kernels =
          Tensors.attached(scope, placed.reshape(PIXELS * out, COMPOSED_TAPS, COMPOSED_TAPS, in));
      return Tensors.attached(manager, kernels.transpose(0, 3, 1, 2)); // (4·out,in,4,4)
    }
  }

  /** {@code (out) → (4·out)}, the biases of all four pixels. */
  public static NDArray repeat(NDArray bias, NDManager manager) {
    return Tensors.attached(manager, bias.tile(PIXELS));
  }

  /** {@code (4,1,16,9)}: where in the square's kernel the taps of each pixel stand. */
  private static NDArray places(NDManager manager) {
    float[] values = new float[PIXELS * COMPOSED_TAPS * COMPOSED_TAPS * TAPS * TAPS];
    for (int pixel = 0; pixel < PIXELS; pixel++) {
      for (int tap = 0; tap < TAPS * TAPS; tap++) {
        int row = pixel / 2 + tap / TAPS;
        int column = pixel % 2 + tap % TAPS;
        int place = pixel * COMPOSED_TAPS * COMPOSED_TAPS + row * COMPOSED_TAPS + column;
        values[place * TAPS * TAPS + tap] = 1;
      }
    }
    return manager.create(values, new Shape(PIXELS, 1, COMPOSED_TAPS * COMPOSED_TAPS, TAPS * TAPS));
  }
}
