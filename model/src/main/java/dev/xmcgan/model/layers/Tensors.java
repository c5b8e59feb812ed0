package dev.xmcgan.model.layers;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The plain operations of both networks. Maps are {@code (B,C,H,W)} by shape and channels-last in
 * memory: PyTorch keeps the strides of its input through convolutions, norms and additions, so
 * making the first map with {@link #channelsLast} is enough. Every result is attached to the
 * manager of the first argument.
 */
public final class Tensors {

  private static final double NORM_FLOOR = 1e-6;

  /** Rows of one product where bits must not depend on the batch. */
  private static final long ROWS = 16;

  /** The engine's number for nearest-neighbour interpolation. */
  private static final int NEAREST = 0;

  private static final Shape SCALAR = new Shape();
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape NONE = new Shape(0, 0);

  private Tensors() {}

  /** Arrays have no method for it; it lives as long as the process. */
  private static final class InPlace {
    static final ScriptModule RELU = compiled("torch.relu_(x)");
  }

  /** The engine's method for it blurs before it shrinks, which costs ten times as much. */
  private static final class Smooth {
    static final ScriptModule UPSAMPLING =
        compiled("torch.upsample_bilinear2d(x, None, False, [2., 2.])");
  }

  private static ScriptModule compiled(String result) {
    return ScriptModule.compile(
        NDManager.newBaseManager(Device.cpu(), "PyTorch"),
        """
        class Script(Module):
          def forward(self: __torch__.Script,
            x: Tensor) -> Tensor:
            return %s
        """
            .formatted(result));
  }

  /** {@code x (…,in) · weightᵀ (out,in) + bias (out) → (…,out)}. */
  public static NDArray dense(NDArray x, NDArray weight, NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  /**
   * As {@link #dense}, but always so many rows at a time, filled up with zeros: a row's bits do not
   * depend on how many rows there are, as they do when a library cuts one large product into tiles.
   *
   * @param x {@code (B,in)}
   * @return {@code (B,out)}
   */
  public static NDArray denseInGroups(NDArray x, NDArray weight, NDArray bias) {
    NDManager manager = x.getManager();
    Shape kernel = weight.getShape();
    long rows = x.getShape().get(0);
    long groups = (rows + ROWS - 1) / ROWS;
    try (NDManager scope = manager.newSubManager()) {
      NDArray filled = x;
      if (rows < groups * ROWS) {
        NDArray zeros = scope.zeros(new Shape(groups * ROWS - rows, kernel.get(1)));
        filled = attached(scope, x.concat(zeros)); // (16·n,in)
      }
      NDArray grouped = attached(scope, filled.reshape(groups, ROWS, kernel.get(1)));
      NDArray turned = attached(scope, weight.transpose()); // (in,out), a view
      NDArray repeated =
          turned
              .expandDims(0)
              .broadcast(groups, kernel.get(1), kernel.get(0)); // (n,in,out), a view
      NDArray product = grouped.matMul(repeated).reshape(groups * ROWS, kernel.get(0));
      NDArray kept = rows < groups * ROWS ? product.split(new long[] {rows}, 0).get(0) : product;
      return attached(manager, kept.add(bias)); // (B,out)
    }
  }

  /**
   * Convolution (cross-correlation) with stride 1 that keeps the size: {@code x (B,in,H,W)}, {@code
   * weight (out,in,k,k)} with odd k, {@code bias (out)} {@code → (B,out,H,W)}.
   */
  public static NDArray convolution(NDArray x, NDArray weight, NDArray bias) {
    long pad = weight.getShape().get(2) / 2;
    return convolution(x, weight, bias, pad);
  }

  /** Convolution with stride 1 and {@code pad} zeros on every side. */
  public static NDArray convolution(NDArray x, NDArray weight, NDArray bias, long pad) {
    return x.getNDArrayInternal()
        .convolution(x, weight, bias, ONE, new Shape(pad, pad), ONE, 1)
        .singletonOrThrow();
  }

  /**
   * {@code x · factor}. The engine's own {@code mul(Number)} puts the number into a Java buffer
   * that may be gone when autograd comes back for it: whatever is differentiated must scale with
   * this.
   */
  public static NDArray scale(NDArray x, double factor) {
    try (NDArray number = x.getManager().full(SCALAR, (float) factor)) {
      return x.mul(number);
    }
  }

  /** {@code max(x, least)}, safe to differentiate like {@link #scale}. */
  public static NDArray atLeast(NDArray x, double least) {
    try (NDArray number = x.getManager().full(SCALAR, (float) least)) {
      return x.maximum(number);
    }
  }

  /** {@code max(x, 0)}. */
  public static NDArray relu(NDArray x) {
    return x.getNDArrayInternal().relu();
  }

  /**
   * {@code max(x, 0)}, written over x; differentiable where x is not a view and no operation before
   * it needs its own result for its gradient, as a convolution and an addition do not.
   */
  public static NDArray reluInPlace(NDArray x) {
    return InPlace.RELU.forward(x);
  }

  /** Mean of each 2 × 2 square: {@code (B,C,H,W) → (B,C,H/2,W/2)}. */
  public static NDArray averagePool(NDArray x) {
    return x.getNDArrayInternal().avgPool(TWO, TWO, NONE, false, true);
  }

  /** {@code x · rsqrt(max(Σx², 1e-12))}, the sum over the given axis. */
  public static NDArray l2Normalise(NDArray x, int axis) {
    return x.normalize(2, axis, NORM_FLOOR);
  }

  /**
   * Reads rows of {@code (h,w,c)} as a map: {@code (B, H·W·C) → (B,C,H,W)}, channels-last, without
   * a copy.
   */
  public static NDArray channelsLast(NDArray rows, long height, long width) {
    long batch = rows.getShape().get(0);
    long channels = rows.getShape().get(1) / (height * width);
    try (NDManager scope = rows.getManager().newSubManager()) {
      NDArray map = rows.reshape(batch, height, width, channels); // (B,H,W,C)
      map.attach(scope);
      return attached(rows.getManager(), map.transpose(0, 3, 1, 2)); // (B,C,H,W)
    }
  }

  /**
   * Copies a map of any strides into channels-last memory, or returns a view when it is so already.
   */
  public static NDArray toChannelsLast(NDArray x) {
    Shape shape = x.getShape();
    try (NDManager scope = x.getManager().newSubManager()) {
      NDArray moved = x.transpose(0, 2, 3, 1); // (B,H,W,C)
      moved.attach(scope);
      NDArray rows = moved.reshape(shape.get(0), -1); // (B,H·W·C), a copy unless strides fit
      return attached(x.getManager(), channelsLast(rows, shape.get(2), shape.get(3)));
    }
  }

  /**
   * Nearest up-sampling {@code (B,C,H,W) → (B,C,f·H,f·W)} of a channels-last map into a
   * channels-last map. Its backward pass is several times faster than that of a broadcast, which
   * sums over two short axes.
   */
  public static NDArray upsample(NDArray x, long factor) {
    NDManager manager = x.getManager();
    int height = Math.toIntExact(x.getShape().get(2) * factor);
    int width = Math.toIntExact(x.getShape().get(3) * factor);
    try (NDManager scope = manager.newSubManager()) {
      NDArray rows = attached(scope, x.transpose(0, 2, 3, 1)); // (B,H,W,C), a view
      NDArray resized = rows.getNDArrayInternal().resize(width, height, NEAREST);
      return attached(manager, resized.transpose(0, 3, 1, 2)); // (B,C,fH,fW)
    }
  }

  /**
   * {@code (B,C,H,W) → (B,C,2H,2W)}, the new pixels between the old ones: {@code [1,3,3,1]/4} along
   * both axes, the map's edges going on as they are. A channels-last map of a channels-last map.
   */
  public static NDArray upsampleSmoothly(NDArray x) {
    return Smooth.UPSAMPLING.forward(x);
  }

  /** Each row in the place of the one before it, the first in the last's: {@code (B,…) → (B,…)}. */
  public static NDArray rolled(NDArray x) {
    NDList parts = x.split(new long[] {1}, 0);
    return parts.get(1).concat(parts.get(0), 0);
  }

  /** Attaches the array to the manager and returns it. */
  public static NDArray attached(NDManager manager, NDArray array) {
    array.attach(manager);
    return array;
  }
}
