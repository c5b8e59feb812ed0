package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

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

  /** Scalars of these names. */
  static Scalars of(Map<String, NDArray> arrays) {
    Scalars scalars = new Scalars();
    scalars.arrays.putAll(arrays);
    return scalars;
  }

  /** Hands each over with its name, (1). */
  void forEach(BiConsumer<String, NDArray> consumer) {
    arrays.forEach(consumer);
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

  /** A loss as the sum of its terms; each term's own value is put down under its name. */
  static final class WeightedSum {
    private final Scalars scalars;
    private Optional<NDArray> sum = Optional.empty();

    /** Begins without a term. */
    WeightedSum(Scalars scalars) {
      this.scalars = scalars;
    }

    /** Adds a term; one of weight 0 is not even worked out. */
    void add(String name, double weight, Supplier<NDArray> term) {
      if (weight == 0) {
        return;
      }
      NDArray value = term.get();
      scalars.put(name, value);
      NDArray weighted = weight == 1 ? value : Tensors.scale(value, weight);
      sum = Optional.of(sum.map(before -> before.add(weighted)).orElse(weighted));
    }

    /** The sum so far, a scalar; at least one term must have counted. */
    NDArray value() {
      return sum.orElseThrow();
    }
  }
}
