package dev.xmcgan.model.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.layers.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the official JAX code's generator, under its Flax names and layouts, into ours. Flax
 * keeps convolution kernels as {@code (kh,kw,in,out)} and dense ones as {@code (in,out)}; here they
 * are {@code (out,in,kh,kw)} and {@code (out,in)}. The 1 × 1 convolutions that make γ and β of a
 * region are dense layers here.
 */
public final class OfficialParameters {

  private static final int GLOBAL_BLOCKS = 2;
  private static final Pattern BLOCK = Pattern.compile("Gen(Spatial)?Block_(\\d+)/(.*)");
  private static final Pattern NORM =
      Pattern.compile("(?:Local)?ConditionalBatchNorm_(\\d)/(?:Dense|Conv)_([01])/(.*)");
  private static final Pattern STATISTIC =
      Pattern.compile("(?:Local)?ConditionalBatchNorm_(\\d)/BatchNorm_0/(mean|var)");
  private static final List<String> CONVOLUTIONS = List.of("conv0", "conv1", "shortcut");

  private OfficialParameters() {}

  /**
   * A generator's parameters or running statistics.
   *
   * @param official arrays by Flax path below {@code params/} or {@code batch_stats/}; they stay
   *     with their owner
   * @param manager gets the translated copies
   * @throws IllegalArgumentException naming a path that no generator has
   */
  public static Map<String, NDArray> generator(Map<String, NDArray> official, NDManager manager) {
    Map<String, NDArray> translated = new LinkedHashMap<>();
    official.forEach(
        (path, value) -> {
          String name = generatorName(path);
          translated.put(name, translate(name, value, manager));
        });
    return translated;
  }

  /** Our name of a generator's tensor. */
  public static String generatorName(String path) {
    Matcher block = BLOCK.matcher(path);
    if (block.matches()) {
      int index = Integer.parseInt(block.group(2));
      int number = block.group(1) == null ? index : index + GLOBAL_BLOCKS;
      return "block" + number + "/" + inBlock(path, block.group(3));
    }
    if (path.startsWith("LocalConditionalBatchNorm_0/")) {
      return "out/" + norm(path, path).replaceFirst("^norm0/", "norm/");
    }
    int slash = path.indexOf('/');
    String module = slash < 0 ? path : path.substring(0, slash);
    String name =
        switch (module) {
          case "Dense_0" -> "condition";
          case "Dense_1" -> "stem";
          case "Conv_0" -> "query";
          case "Conv_1" -> "out/conv";
          default -> throw unknown(path);
        };
    return name + "/" + kind(path.substring(slash + 1));
  }

  /** One tensor in our layout, as a contiguous copy of the manager's. */
  public static NDArray translate(String name, NDArray value, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray moved = Tensors.attached(scope, value.stopGradient());
      if (value.getShape().dimension() == 4) {
        moved = moved.transpose(3, 2, 0, 1); // (out,in,kh,kw)
        if (name.contains("/gamma/") || name.contains("/beta/")) {
          moved = moved.reshape(moved.getShape().get(0), -1); // (out,in)
        }
      } else if (value.getShape().dimension() == 2) {
        moved = moved.transpose(); // (out,in)
      }
      // flattening a transposed view copies it in our order
      return Tensors.attached(manager, moved.flatten().reshape(moved.getShape()).duplicate());
    }
  }

  private static String inBlock(String path, String rest) {
    if (rest.contains("ConditionalBatchNorm_")) {
      return norm(path, rest);
    }
    for (int i = 0; i < CONVOLUTIONS.size(); i++) {
      String prefix = "Conv_" + i + "/";
      if (rest.startsWith(prefix)) {
        return CONVOLUTIONS.get(i) + "/" + kind(rest.substring(prefix.length()));
      }
    }
    throw unknown(path);
  }

  private static String norm(String path, String rest) {
    Matcher statistic = STATISTIC.matcher(rest);
    if (statistic.matches()) {
      String kind = statistic.group(2).equals("mean") ? "mean" : "variance";
      return "norm" + statistic.group(1) + "/" + kind;
    }
    Matcher norm = NORM.matcher(rest);
    if (!norm.matches()) {
      throw unknown(path);
    }
    String part = norm.group(2).equals("0") ? "gamma" : "beta";
    return "norm" + norm.group(1) + "/" + part + "/" + kind(norm.group(3));
  }

  private static String kind(String leaf) {
    return switch (leaf) {
      case "kernel" -> "weight";
      case "bias" -> "bias";
      default -> throw unknown(leaf);
    };
  }

  private static IllegalArgumentException unknown(String path) {
    return new IllegalArgumentException("the official generator has no tensor " + path);
  }
}
