package dev.xmcgan.model.generator;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.config.Upsampling;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.ScriptModule;
import dev.xmcgan.model.layers.SquareConvolution;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.layers.UpsampledConvolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The blocks of frozen weights on a processor whose engine has oneDNN: one native call runs many
 * blocks, so that the memory of each map is free for the next one at once and still in the cache.
 * Kernels are kept in the order in which oneDNN reads them. The same function as {@link
 * ArrayBlocks} in evaluation, rounded differently. Maps, kernels, gains and shifts of its calls are
 * float32 or, inside of them alone, bfloat16.
 */
final class PackedBlocks implements Blocks {

  private static final String SOURCE = "packed_blocks.torchscript";

  /** Kernels and biases of a block, as the source takes them. */
  private static final int TENSORS = 6;

  private static final int FLOAT32 = 6;
  private static final int BFLOAT16 = 15;

  /** The batch that kernels are packed for; one of another size can read them too. */
  private static final int PACKED_BATCH = 4;

  private final ScriptModule script;

  /** The engine's number for the type of maps and kernels. */
  private final int type;

  /**
   * Pixels that an up-sampling convolution leaves away at each edge, none where a blur takes them.
   */
  private final int padding;

  private final List<NDArray> tensors = new ArrayList<>();

  /** Compiled once; it lives as long as the process. */
  private static final class Compiled {
    static final Optional<ScriptModule> SCRIPT = compile();

    private static Optional<ScriptModule> compile() {
      NDManager owner = NDManager.newBaseManager(Device.cpu(), "PyTorch");
      try {
        return Optional.of(
            ScriptModule.compile(owner, ScriptModule.source(PackedBlocks.class, SOURCE)));
      } catch (EngineException e) { // an engine without oneDNN
        owner.close();
        return Optional.empty();
      }
    }
  }

  private PackedBlocks(
      ScriptModule script,
      GeneratorLayout layout,
      Parameters parameters,
      NDManager owner,
      Precision precision) {
    this.script = script;
    this.type = type(precision);
    this.padding = layout.upsampling() == Upsampling.SMOOTH ? 0 : 1;
    long edge = ModelConfig.SMALLEST_MAP;
    for (int block = 0; block < layout.blocks(); block++) {
      pack(parameters, GeneratorLayout.block(block), edge, owner);
      edge *= 2;
    }
    String last = GeneratorLayout.OUT_CONVOLUTION;
    try (NDManager scope = owner.newSubManager()) {
      add(narrowed(SquareConvolution.compose(parameters.get(last + "/weight"), scope)), owner);
      add(narrowed(SquareConvolution.repeat(parameters.get(last + "/bias"), scope)), owner);
    }
  }

  /**
   * Whether the engine and this machine's processor have what blocks of that precision need.
   *
   * @param device where maps would live
   */
  static boolean supports(Precision precision, Device device) {
    if (device.isGpu() || Compiled.SCRIPT.isEmpty()) {
      return false;
    }
    return switch (precision) {
      case FLOAT32 -> true;
      case BFLOAT16 -> hasBfloat16(Compiled.SCRIPT.get());
      case FLOAT16 -> false;
    };
  }

  private static boolean hasBfloat16(ScriptModule script) {
    try (NDManager scope = NDManager.newBaseManager(Device.cpu())) {
      return script.call("bfloat16", scope.ones(new Shape(1))).getFloat(0) == 1;
    }
  }

  private static int type(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> FLOAT32;
      case BFLOAT16 -> BFLOAT16;
      case FLOAT16 -> throw new IllegalArgumentException("no blocks are packed in float16");
    };
  }

  /**
   * Packs the kernels of all blocks.
   *
   * @param owner of what is made of the parameters, which must outlive it
   * @return empty where they cannot be packed in that precision
   */
  static Optional<PackedBlocks> of(
      GeneratorLayout layout, Parameters parameters, NDManager owner, Precision precision) {
    return supports(precision, owner.getDevice())
        ? Compiled.SCRIPT.map(
            script -> new PackedBlocks(script, layout, parameters, owner, precision))
        : Optional.empty();
  }

  @Override
  public NDArray through(NDArray x, int from, int to, Modulations modulations) {
    return script.call(
        "blocks",
        x,
        padding,
        type,
        modulations.attention(),
        modulations.rowsByNorm(),
        tensors.subList(from * TENSORS, to * TENSORS));
  }

  @Override
  public NDArray image(NDArray x, int from, Modulations modulations, List<NDArray> noise) {
    return script.call(
        "image",
        x,
        padding,
        type,
        modulations.attention(),
        modulations.rowsByNorm(),
        tensors.subList(from * TENSORS, tensors.size()),
        noise);
  }

  /** Packs what the block of that name needs, which reads a map of that edge. */
  private void pack(Parameters parameters, String name, long edge, NDManager owner) {
    NDArray first = parameters.get(name + "/conv0/weight"); // (C',C,3,3)
    NDArray second = parameters.get(name + "/conv1/weight"); // (C',C',3,3)
    try (NDManager scope = owner.newSubManager()) {
      // only their sizes are read
      NDArray low = scope.create(new Shape(PACKED_BATCH, first.getShape().get(1), edge, edge));
      NDArray high =
          scope.create(new Shape(PACKED_BATCH, second.getShape().get(1), 2 * edge, 2 * edge));
      NDArray composed = UpsampledConvolution.compose(first, scope); // (C,C',4,4)
      add(script.call("pack", parameters.get(name + "/shortcut/weight"), low, type), owner);
      add(narrowed(parameters.get(name + "/shortcut/bias")), owner);
      add(script.call("pack_composed", composed, low, padding, type), owner);
      add(narrowed(parameters.get(name + "/conv0/bias")), owner);
      add(script.call("pack", second, high, type), owner);
      add(narrowed(parameters.get(name + "/conv1/bias")), owner);
    }
  }

  private NDArray narrowed(NDArray parameter) {
    return script.call("narrowed", parameter, type);
  }

  private void add(NDArray packed, NDManager owner) {
    tensors.add(Tensors.attached(owner, packed));
  }
}
