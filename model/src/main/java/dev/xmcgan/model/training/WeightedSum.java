package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.layers.Tensors;
import java.util.function.Supplier;

/** A loss as the sum of its terms; each term's own value is put down under its name. */
final class WeightedSum {
  private final Scalars scalars;
  private NDArray sum;

  /** Begins with a term that always counts 1. */
  WeightedSum(Scalars scalars, String name, NDArray first) {
    this.scalars = scalars;
    this.sum = first;
    scalars.put(name, first);
  }

  /** Adds a term; one of weight 0 is not even worked out. */
  void add(String name, double weight, Supplier<NDArray> term) {
    if (weight == 0) {
      return;
    }
    NDArray value = term.get();
    scalars.put(name, value);
    sum = sum.add(weight == 1 ? value : Tensors.scale(value, weight));
  }

  /** The sum so far, a scalar. */
  NDArray value() {
    return sum;
  }
}
