package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.layers.UpsampledConvolution;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a pass reads: the parameters, and what is made of them before the first pixel.
 *
 * @param parameters as they are stored
 * @param global for the norms that see the sentence only
 * @param spatial for the norms that see their region's words
 * @param kernels of convolutions in channels-last memory, by name: the library then need not turn
 *     them for every pass; none in training
 * @param composed kernels of the convolutions that take up-sampling into themselves, by name
 */
record PassWeights(
    Parameters parameters,
    ModulationWeights global,
    ModulationWeights spatial,
    Map<String, NDArray> kernels,
    Map<String, NDArray> composed) {

  /** On smaller maps the larger composed kernels cost more than they save. */
  private static final int SMALLEST_COMPOSED_MAP = 8;

  /** With fewer input pixels in a batch, composing kernels anew costs more than it saves. */
  private static final int FEWEST_TRAINED_PIXELS = 1024;

  /** For one pass in training; differentiable. */
  static PassWeights training(
      GeneratorLayout layout, Parameters parameters, NDManager manager, long batch) {
    return new PassWeights(
        parameters,
        ModulationWeights.training(parameters, layout.globalNorms(), manager),
        ModulationWeights.training(parameters, layout.spatialNorms(), manager),
        Map.of(),
        composed(layout, parameters, manager, batch));
  }

  /** For any number of passes in evaluation: the running statistics are folded in. */
  static PassWeights evaluation(
      GeneratorLayout layout, Parameters parameters, Parameters statistics, NDManager manager) {
    Map<String, NDArray> composed = composed(layout, parameters, manager, FEWEST_TRAINED_PIXELS);
    composed.replaceAll((name, kernel) -> turned(kernel, manager));
    return new PassWeights(
        parameters,
        ModulationWeights.evaluation(parameters, statistics, layout.globalNorms(), manager),
        ModulationWeights.evaluation(parameters, statistics, layout.spatialNorms(), manager),
        turnedKernels(parameters, composed.keySet(), manager),
        composed);
  }

  private static Map<String, NDArray> turnedKernels(
      Parameters parameters, Set<String> composed, NDManager manager) {
    Map<String, NDArray> kernels = new LinkedHashMap<>();
    parameters
        .asMap()
        .forEach(
            (name, value) -> {
              String layer = name.substring(0, name.lastIndexOf('/'));
              if (value.getShape().dimension() == 4 && !composed.contains(layer)) {
                kernels.put(layer, turned(value, manager));
              }
            });
    return kernels;
  }

  private static NDArray turned(NDArray kernel, NDManager manager) {
    return Tensors.attached(manager, Tensors.toChannelsLast(kernel));
  }

  private static Map<String, NDArray> composed(
      GeneratorLayout layout, Parameters parameters, NDManager manager, long batch) {
    Map<String, NDArray> kernels = new LinkedHashMap<>();
    long edge = ModelConfig.SMALLEST_MAP;
    for (int block = 0; block < layout.blocks(); block++) {
      if (edge >= SMALLEST_COMPOSED_MAP && batch * edge * edge >= FEWEST_TRAINED_PIXELS) {
        String name = GeneratorLayout.block(block) + "/conv0";
        NDArray weight = parameters.get(name + "/weight");
        kernels.put(name, UpsampledConvolution.compose(weight, manager));
      }
      edge *= 2;
    }
    return kernels;
  }
}
