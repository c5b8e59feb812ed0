package dev.xmcgan.model.training;

import ai.djl.ndarray.NDArray;
import dev.xmcgan.model.layers.Tensors;
import java.util.Optional;
import java.util.function.Supplier;

/** A loss as the sum of its terms; each term's own value is put down under its name. */
final class WeightedSum {
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
