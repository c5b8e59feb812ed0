package dev.xmcgan.model.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** First values of parameters, drawn on the CPU from a seed so that every machine gets the same. */
public final class Initialisation {

  /** Standard deviation of a standard normal cut at ±2. */
  private static final double CUT_DEVIATION = 0.87962566103423978;

  private static final double CUT = 2;

  private Initialisation() {}

  /**
   * Glorot-normal values (Glorot and Bengio, 2010) as Flax draws them: normal, cut at two standard
   * deviations, rescaled to variance {@code 2 / (fanIn + fanOut)}.
   *
   * @param shape {@code (out, in)} of a dense layer or {@code (out, in, kh, kw)} of a convolution
   */
  public static NDArray glorotNormal(NDManager manager, Shape shape, long seed) {
    if (shape.dimension() < 2) {
      throw new IllegalArgumentException("a kernel has at least two dimensions, not " + shape);
    }
    double receptive = 1;
    for (int axis = 2; axis < shape.dimension(); axis++) {
      receptive *= shape.get(axis);
    }
    double fans = receptive * (shape.get(0) + shape.get(1));
    return normal(manager, shape, seed, Math.sqrt(2 / fans) / CUT_DEVIATION, CUT);
  }

  /** Normal values with mean 0 and the given standard deviation. */
  public static NDArray normal(NDManager manager, Shape shape, long seed, double deviation) {
    return normal(manager, shape, seed, deviation, Double.POSITIVE_INFINITY);
  }

  private static NDArray normal(
      NDManager manager, Shape shape, long seed, double deviation, double cut) {
    float[] values = new float[Math.toIntExact(shape.size())];
    long counter = 0;
    for (int i = 0; i < values.length; i++) {
      double value = CounterRandom.normal(seed, counter++);
      while (Math.abs(value) > cut) {
        value = CounterRandom.normal(seed, counter++);
      }
      values[i] = (float) (deviation * value);
    }
    return manager.create(values, shape);
  }
}
