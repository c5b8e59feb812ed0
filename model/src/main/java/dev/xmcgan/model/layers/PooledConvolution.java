package dev.xmcgan.model.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A 3 × 3 convolution and the mean of each 2 × 2 square in one: a 4 × 4 convolution of stride 2,
 * whose kernel is the mean of the 3 × 3 kernel's four shifts. 16 multiply-adds for a pixel that is
 * kept where there were 36, and the map at full size is never built.
 */
public final class PooledConvolution {

  private static final int TAPS = 3;
  private static final int COMPOSED_TAPS = 4;
  private static final float SHARE = 0.25f;
  private static final Shape STRIDE = new Shape(2, 2);
  private static final Shape ONE = new Shape(1, 1);

  private PooledConvolution() {}

  /**
   * {@code averagePool(conv3(x))}; differentiable.
   *
   * @param x {@code (B,in,H,W)}
   * @param weight {@code (out,in,3,3)}
   * @param bias {@code (out)}
   * @return {@code (B,out,H/2,W/2)}
   */
  public static NDArray apply(NDArray x, NDArray weight, NDArray bias) {
    NDManager manager = x.getManager();
    NDArray composed = compose(weight, manager);
    return x.getNDArrayInternal()
        .convolution(x, composed, bias, STRIDE, ONE, ONE, 1)
        .singletonOrThrow();
  }

  /** {@code (out,in,3,3) → (out,in,4,4)}, channels-last. */
  private static NDArray compose(NDArray weight, NDManager manager) {
    Shape shape = weight.getShape();
    long out = shape.get(0);
    long in = shape.get(1);
    try (NDManager scope = manager.newSubManager()) {
      NDArray turned = Tensors.attached(scope, weight.transpose(0, 2, 3, 1)); // (out,3,3,in)
      NDArray taps = Tensors.attached(scope, turned.reshape(out, TAPS * TAPS, in));
      NDArray means = Tensors.attached(scope, means(scope).matMul(taps)); // (out,16,in)
      NDArray kernels =
          Tensors.attached(scope, means.reshape(out, COMPOSED_TAPS, COMPOSED_TAPS, in));
      return Tensors.attached(manager, kernels.transpose(0, 3, 1, 2));
    }
  }

  /** {@code (1,16,9)}: a quarter of each tap goes to each of its four places. */
  private static NDArray means(NDManager manager) {
    float[] values = new float[COMPOSED_TAPS * COMPOSED_TAPS * TAPS * TAPS];
    for (int row = 0; row < TAPS; row++) {
      for (int column = 0; column < TAPS; column++) {
        for (int shift = 0; shift < 4; shift++) {
          int place = (row + shift / 2) * COMPOSED_TAPS + column + shift % 2;
          values[place * TAPS * TAPS + row * TAPS + column] = SHARE;
        }
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
