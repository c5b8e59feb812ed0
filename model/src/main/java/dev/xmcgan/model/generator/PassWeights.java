package dev.xmcgan.model.generator;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.layers.UpsampledConvolution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a pass reads: the parameters, and what is made of them before the first pixel.
 *
 * @param layout of the generator
 * @param parameters as they are stored
 * @param global for the norms that see the sentence only
 * @param spatial for the norms that see their region's words
 * @param kernels of convolutions in channels-last memory, by name: the library then need not turn
 *     them for every pass; none in training
 * @param composed kernels of the convolutions that take up-sampling into themselves, by name
 * @param biases of convolutions where maps are narrower than the parameters, by name; else none
 * @param noise for each pixel, where the generator takes some
 * @param maps the type of feature maps and of the kernels above
 * @param blocks how a pass runs its blocks
 */
record PassWeights(
    GeneratorLayout layout,
    Parameters parameters,
    ModulationWeights global,
    ModulationWeights spatial,
    Map<String, NDArray> kernels,
    Map<String, NDArray> composed,
    Map<String, NDArray> biases,
    Optional<PixelNoise> noise,
    DataType maps,
    Function<GeneratorPass, Blocks> blocks) {

  /**
   * With fewer input pixels in a batch, the larger composed kernels cost more than they save in
   * training, where each pass composes its own.
   */
  private static final int FEWEST_COMPOSED_PIXELS = 256;

  /** For one pass in training; differentiable. */
  static PassWeights training(
      GeneratorLayout layout, Parameters parameters, NDManager manager, long batch) {
    return new PassWeights(
        layout,
        parameters,
        ModulationWeights.training(parameters, layout.globalNorms(), manager),
        ModulationWeights.training(parameters, layout.spatialNorms(), manager),
        Map.of(),
        composed(layout, parameters, manager, batch),
        Map.of(),
        PixelNoise.training(layout, parameters, manager),
        DataType.FLOAT32,
        ArrayBlocks::new);
  }

  /**
   * As {@link #evaluation}, the quickest way there is on the device: blocks run on packed kernels
   * where there are such.
   *
   * @throws IllegalArgumentException for bfloat16 where there are none
   */
  static PassWeights prepared(
      GeneratorLayout layout,
      Parameters parameters,
      Parameters statistics,
      NDManager manager,
      Precision precision) {
    Optional<PackedBlocks> packed = PackedBlocks.of(layout, parameters, manager, precision);
    if (packed.isEmpty()) {
      if (precision == Precision.BFLOAT16) { // arrays have no such type
        throw new IllegalArgumentException("nothing here draws in bfloat16");
      }
      return evaluation(layout, parameters, statistics, manager, precision);
    }
    return new PassWeights(
        layout,
        parameters,
        ModulationWeights.evaluation(parameters, statistics, layout.globalNorms(), manager),
        ModulationWeights.evaluation(parameters, statistics, layout.spatialNorms(), manager),
        Map.of(),
        Map.of(),
        Map.of(),
        PixelNoise.evaluation(layout, parameters, statistics, manager),
        DataType.FLOAT32,
        pass -> packed.get());
  }

  /** For any number of passes in evaluation: the running statistics are folded in. */
  static PassWeights evaluation(
      GeneratorLayout layout,
      Parameters parameters,
      Parameters statistics,
      NDManager manager,
      Precision precision) {
    DataType maps = precision.maps();
    Map<String, NDArray> composed = composed(layout, parameters, manager, FEWEST_COMPOSED_PIXELS);
    Map<String, NDArray> kernels = new LinkedHashMap<>();
    Map<String, NDArray> biases = new LinkedHashMap<>();
    for (String layer : convolutions(parameters)) {
      NDArray kernel = composed.get(layer);
      if (kernel == null) {
        kernels.put(layer, ready(parameters.get(layer + "/weight"), maps, manager));
      } else {
        composed.put(layer, ready(kernel, maps, manager));
      }
      if (maps != DataType.FLOAT32) {
        NDArray bias = parameters.get(layer + "/bias").toType(maps, true);
        biases.put(layer, Tensors.attached(manager, bias));
      }
    }
    return new PassWeights(
        layout,
        parameters,
        ModulationWeights.evaluation(parameters, statistics, layout.globalNorms(), manager),
        ModulationWeights.evaluation(parameters, statistics, layout.spatialNorms(), manager),
        kernels,
        composed,
        biases,
        PixelNoise.evaluation(layout, parameters, statistics, manager),
        maps,
        ArrayBlocks::new);
  }

  private static List<String> convolutions(Parameters parameters) {
    return parameters.asMap().entrySet().stream()
        .filter(entry -> entry.getValue().getShape().dimension() == 4)
        .map(entry -> entry.getKey().substring(0, entry.getKey().lastIndexOf('/')))
        .toList();
  }

  /** In channels-last memory and of the maps' type. */
  private static NDArray ready(NDArray kernel, DataType maps, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray turned = Tensors.attached(scope, Tensors.toChannelsLast(kernel));
      return Tensors.attached(manager, turned.toType(maps, false));
    }
  }

  private static Map<String, NDArray> composed(
      GeneratorLayout layout, Parameters parameters, NDManager manager, long batch) {
    Map<String, NDArray> kernels = new LinkedHashMap<>();
    long edge = ModelConfig.SMALLEST_MAP;
    for (int block = 0; block < layout.blocks(); block++) {
      // squares can be built before the convolution instead; a smooth map goes on beyond its edges
      if (layout.upsampling() == Upsampling.SMOOTH
          || batch * edge * edge >= FEWEST_COMPOSED_PIXELS) {
        String name = GeneratorLayout.block(block) + "/conv0";
        NDArray weight = parameters.get(name + "/weight");
        kernels.put(name, UpsampledConvolution.compose(weight, manager));
      }
      edge *= 2;
    }
    return kernels;
  }
}
