package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects named scalars on the device and reads them back together, since each transfer makes a
 * GPU wait.
 */
public final class Scalars {

  private static final Shape ONE = new Shape(1);

  private final Map<String, NDArray> arrays = new LinkedHashMap<>();

  void put(String name, NDArray scalar) {
    arrays.put(name, scalar.stopGradient().reshape(ONE));
  }

  /** The length of a gradient, taken as one vector. */
  void putLength(String name, NDArray gradient) {
    put(name, gradient.dot(gradient).sqrt());
  }

  void putAll(Scalars others) {
    arrays.putAll(others.arrays);
  }

  /** Adds all of them to the means over a batch's groups. */
  void addTo(GroupMeans means) {
    arrays.forEach(means::add);
  }

  /** The means over a batch's groups. */
  static Scalars of(GroupMeans means) {
    Scalars scalars = new Scalars();
    scalars.arrays.putAll(means.all());
    return scalars;
  }

  /**
   * Reads all values.
   *
   * @throws NonFiniteStepException naming the first that is NaN or infinite
   */
  public Map<String, Double> readFinite() {
    float[] numbers = NDArrays.concat(new NDList(arrays.values())).toFloatArray();
    Map<String, Double> values = new LinkedHashMap<>();
    int i = 0;
    for (String name : arrays.keySet()) {
      double value = numbers[i++];
      if (!Double.isFinite(value)) {
        throw new NonFiniteStepException(name, value);
      }
      values.put(name, value);
    }
    return values;
  }
}
