package dev.xmcgan.model.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Nearest up-sampling by two and a 3 × 3 convolution in one: an output pixel sees only 2 × 2
 * different input pixels, so each of the four kinds of output pixel (even or odd row, even or odd
 * column) is a 2 × 2 convolution of the small map with summed kernels: 4 multiply-adds where there
 * were 9.
 */
public final class UpsampledConvolution {

  /**
   * How the three taps of one axis add up to two. Rows: odd pixels' first and second tap, then even
   * pixels'.
   */
  private static final float[][] TAPS = {{1, 1, 0}, {0, 0, 1}, {1, 0, 0}, {0, 1, 1}};

  /** One column and one row less at either end; from the last axis to the first. */
  private static final Shape TRIM = new Shape(0, 0, -1, -1, -1, -1);

  private UpsampledConvolution() {}

  /**
   * The four summed kernels under each other; differentiable.
   *
   * @param weight {@code (out,in,3,3)}
   * @param manager gets the result
   * @return {@code (4·out,in,2,2)}, channels-last, ordered by row parity, column parity (odd before
   *     even), output
   */
  public static NDArray compose(NDArray weight, NDManager manager) {
    Shape shape = weight.getShape();
    long out = shape.get(0);
    long in = shape.get(1);
    try (NDManager scope = manager.newSubManager()) {
      NDArray turned = Tensors.attached(scope, weight.transpose(0, 2, 3, 1)); // (out,3,3,in)
      NDArray taps = Tensors.attached(scope, turned.reshape(out, 9, in)); // a view if channels-last
      NDArray summed = Tensors.attached(scope, sums(scope).matMul(taps)); // (out,16,in): (a,t,b,s)
      NDArray kernels =
          summed
              .reshape(out, 2, 2, 2, 2, in) // (out,a,t,b,s,in)
              .transpose(1, 3, 0, 2, 4, 5) // (a,b,out,t,s,in)
              .reshape(4 * out, 2, 2, in); // the copy
      return Tensors.attached(manager, kernels.transpose(0, 3, 1, 2)); // (4·out,in,2,2)
    }
  }

  /**
   * Applies composed kernels.
   *
   * @param x {@code (B,in,h,w)}
   * @param composed {@code (4·out,in,2,2)} of {@link #compose}
   * @param bias {@code (out)}
   * @param view whether the result may have gaps between its rows in memory: quicker for a first
   *     operation that goes element by element, slower for others and for gradients
   * @return {@code (B,out,2h,2w)}, channels-last
   */
  public static NDArray apply(NDArray x, NDArray composed, NDArray bias, boolean view) {
    NDManager manager = x.getManager();
    long out = bias.size();
    long b = x.getShape().get(0);
    long h = x.getShape().get(2);
    long w = x.getShape().get(3);
    try (NDManager scope = manager.newSubManager()) {
      NDArray biases = Tensors.attached(scope, NDArrays.concat(new NDList(bias, bias, bias, bias)));
      NDArray all = Tensors.attached(scope, Tensors.convolution(x, composed, biases, 1));
      // Row r of the result is made of input rows r − 1 and r: it holds output rows 2r − 1 and 2r.
      // Odd before even, they follow one another, with one row too many at both ends.
      NDArray interleaved =
          all.transpose(0, 2, 3, 1) // (B,h+1,w+1,4·out)
              .reshape(b, h + 1, w + 1, 2, 2, out) // rows, columns, row parity, column parity
              .transpose(0, 1, 3, 2, 4, 5) // (B,h+1,2,w+1,2,out)
              .reshape(b, 2 * h + 2, 2 * w + 2, out); // the copy
      NDArray trimmed =
          view
              ? interleaved.get(new NDIndex(":,1:{},1:{},:", 2 * h + 1, 2 * w + 1))
              : interleaved.pad(TRIM, 0); // (B,2h,2w,out)
      return Tensors.attached(manager, trimmed.transpose(0, 3, 1, 2)); // (B,out,2h,2w)
    }
  }

  /** {@code (1,16,9)}: from the taps (r,c) to (a,t,b,s). */
  private static NDArray sums(NDManager manager) {
    float[] values = new float[9 * 16];
    for (int tap = 0; tap < 9; tap++) {
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 4; column++) {
          values[(row * 4 + column) * 9 + tap] = TAPS[row][tap / 3] * TAPS[column][tap % 3];
        }
      }
    }
    // autograd keeps this longer than the scope does: a copy lives in the engine's memory, while
    // what create() gives points into a Java buffer that may be gone by then
    try (NDArray inJava = manager.create(values, new Shape(1, 16, 9))) {
      return inJava.duplicate();
    }
  }
}
