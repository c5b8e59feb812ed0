package dev.xmcgan.model.text;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.xmcgan.model.layers.ScriptModule;
import dev.xmcgan.model.layers.Tensors;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrix product that linear layers of the text encoder use. Each adds up in an order of its
 * own; whether that order depends on the number of rows differs from machine to machine.
 */
enum MatmulKernel {
  /** Weights are kept in the order in which oneDNN reads them, so that no pass turns them. */
  PACKED(1),

  /** The library's matrix product. */
  WHOLE(16),

  /** As {@link #WHOLE}, with sums of more than 384 terms made of shorter ones. */
  IN_PARTS(16);

  private static final long LONGEST_PART = 384;
  private static final String SOURCE = "packed_layers.torchscript";

  private final int rowMultiple;

  MatmulKernel(int rowMultiple) {
    this.rowMultiple = rowMultiple;
  }

  /** Rows of x are filled up to a multiple of this. */
  int rowMultiple() {
    return rowMultiple;
  }

  /** The ways there are on a device, quickest first. */
  static List<MatmulKernel> on(Device device) {
    List<MatmulKernel> ways = new ArrayList<>(List.of(WHOLE, IN_PARTS));
    if (!device.isGpu() && hasPacked()) {
      ways.add(0, PACKED);
    }
    return ways;
  }

  /**
   * Makes the layers of one model.
   *
   * @param owner of what the layers keep
   */
  Layers layers(NDManager owner) {
    ScriptModule module = this == PACKED ? ScriptModule.compile(owner, source()) : null;
    return (weight, bias) -> {
      NDArray kept = Tensors.attached(owner, bias);
      kept.setName(null); // the engine would take a name with dots for an entry of a dictionary
      return switch (this) {
        case PACKED ->
            new Packed(module, Tensors.attached(owner, module.call("pack", weight)), kept);
        case WHOLE -> new Plain(turned(owner, weight), kept, Long.MAX_VALUE);
        case IN_PARTS -> new Plain(turned(owner, weight), kept, LONGEST_PART);
      };
    };
  }

  /** Makes layers of weights. */
  interface Layers {

    /**
     * @param weight W {@code (out,in)}
     * @param bias b {@code (out)}, taken over
     */
    Linear of(NDArray weight, NDArray bias);
  }

  private record Packed(ScriptModule module, NDArray weight, NDArray bias) implements Linear {
    @Override
    public NDArray apply(NDArray x) {
      return module.forward(x, weight, bias);
    }

    @Override
    public List<NDArray> tensors() {
      return List.of(weight, bias);
    }

    @Override
    public NDArray gelu(NDArray x) {
      return module.call("gelu", x, weight, bias);
    }
  }

  /**
   * @param matrix Wᵀ {@code (in,out)}
   */
  private record Plain(NDArray matrix, NDArray bias, long longestSum) implements Linear {
    @Override
    public NDArray apply(NDArray x) {
      long terms = matrix.getShape().get(0);
      if (terms <= longestSum) {
        return x.matMul(matrix).addi(bias);
      }
      NDArray sum = null;
      for (long from = 0; from < terms; from += longestSum) {
        long to = Math.min(terms, from + longestSum);
        NDArray part =
            x.get(new NDIndex(":,{}:{}", from, to))
                .matMul(matrix.get(new NDIndex("{}:{}", from, to)));
        sum = sum == null ? part : sum.addi(part);
      }
      return sum.addi(bias);
    }

    @Override
    public List<NDArray> tensors() {
      return List.of(matrix, bias);
    }
  }

  private static NDArray turned(NDManager owner, NDArray weight) {
    NDArray transposed = weight.transpose(); // (in,out), a view
    // by way of one dimension, for a copy of a view keeps the view's strides
    return Tensors.attached(owner, transposed.reshape(-1).reshape(transposed.getShape()));
  }

  /** Whether the engine was built with oneDNN. */
  private static boolean hasPacked() {
    try (NDManager trial = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      ScriptModule.compile(trial, source());
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  /** Of the operations of {@link #PACKED}. */
  static String source() {
    return ScriptModule.source(MatmulKernel.class, SOURCE);
  }
}
