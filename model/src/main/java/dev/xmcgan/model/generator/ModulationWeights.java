package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import java.util.List;
import java.util.function.Function;

/**
 * The dense layers that make the gains and shifts of many norms out of one condition, standing
 * under each other: first the gains of all norms in order, then all their shifts.
 *
 * @param weight {@code (2ΣC, width of the condition)}
 * @param bias {@code (2ΣC)}
 */
record ModulationWeights(NDArray weight, NDArray bias) {

  private static final String WEIGHT = "/weight";
  private static final String BIAS = "/bias";

  /** Gain {@code 1 + γ} and shift {@code β} of inputs that are normalised already. */
  static ModulationWeights training(
      Parameters parameters, List<GeneratorLayout.Norm> norms, NDManager manager) {
    if (norms.isEmpty()) {
      return none(manager);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray gammaBias = stacked(norms, scope, name -> parameters.get(name + "/gamma" + BIAS));
      NDArray betaBias = stacked(norms, scope, name -> parameters.get(name + "/beta" + BIAS));
      NDArray gamma = stacked(norms, scope, name -> parameters.get(name + "/gamma" + WEIGHT));
      NDArray beta = stacked(norms, scope, name -> parameters.get(name + "/beta" + WEIGHT));
      return new ModulationWeights(
          Tensors.attached(manager, gamma.concat(beta, 0)),
          Tensors.attached(manager, gammaBias.add(1).concat(betaBias, 0)));
    }
  }

  /**
   * Gain and shift of inputs as they come: batch norm with running statistics is an affine map of
   * each channel, {@code BN(x)·(1 + γ) + β = x · (1 + γ)/σ + (β − (1 + γ) · mean/σ)} with {@code σ
   * = √(variance + eps)}, and goes into the rows of the dense layers.
   */
  static ModulationWeights evaluation(
      Parameters parameters,
      Parameters statistics,
      List<GeneratorLayout.Norm> norms,
      NDManager manager) {
    if (norms.isEmpty()) {
      return none(manager);
    }
    try (NDManager scope = manager.newSubManager()) {
      ModulationWeights plain = training(parameters, norms, scope);
      NDArray mean =
          stacked(norms, scope, name -> statistics.get(ConditionalNorm.mean(name))); // (ΣC)
      NDArray variance =
          stacked(norms, scope, name -> statistics.get(ConditionalNorm.variance(name)));
      NDArray deviation = variance.add(ConditionalNorm.EPSILON).sqrt(); // σ (ΣC)
      NDList weights = plain.weight().split(2, 0); // gains, shifts: (ΣC, width) each
      NDList biases = plain.bias().split(2, 0); // (ΣC) each
      NDArray gain = weights.get(0).div(deviation.expandDims(1));
      NDArray gainBias = biases.get(0).div(deviation);
      NDArray shift = weights.get(1).sub(gain.mul(mean.expandDims(1)));
      NDArray shiftBias = biases.get(1).sub(gainBias.mul(mean));
      return new ModulationWeights(
          Tensors.attached(manager, gain.concat(shift, 0)),
          Tensors.attached(manager, gainBias.concat(shiftBias, 0)));
    }
  }

  private static ModulationWeights none(NDManager manager) {
    return new ModulationWeights(manager.zeros(new Shape(0, 0)), manager.zeros(new Shape(0)));
  }

  private static NDArray stacked(
      List<GeneratorLayout.Norm> norms, NDManager scope, Function<String, NDArray> tensor) {
    NDList rows = new NDList();
    norms.forEach(norm -> rows.add(tensor.apply(norm.name())));
    NDArray first = rows.get(0);
    // concat answers a single array with a copy that passes no gradient back
    NDArray all = rows.size() == 1 ? first.reshape(first.getShape()) : NDArrays.concat(rows, 0);
    return Tensors.attached(scope, all);
  }
}
