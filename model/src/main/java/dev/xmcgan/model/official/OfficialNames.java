package dev.xmcgan.model.official;

import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The official code's path of each of our tensors. Flax numbers the modules of a block by their
 * kind, in the order of their first use: {@code GenSpatialBlock_0/Conv_2/kernel} is {@code
 * block2/shortcut/weight} here.
 */
final class OfficialNames {

  /** One more than any image size needs. */
  private static final int MOST_BLOCKS = 10;

  private static final int GLOBAL_BLOCKS = 2;
  private static final List<String> CONVOLUTIONS = List.of("conv0", "conv1", "shortcut");
  private static final List<String> MODULATIONS = List.of("gamma", "beta");
  private static final String WEIGHT = "/weight";
  private static final String BIAS = "/bias";
  private static final String VECTOR = "/u";

  /** Paths by our generator's names. */
  static final Map<String, String> GENERATOR = generatorPaths();

  /** Paths by our discriminator's names. */
  static final Map<String, String> DISCRIMINATOR = discriminatorPaths();

  private OfficialNames() {}

  /** The path below {@code G/params/} or {@code G/batch_stats/} of our generator's tensor. */
  static String generatorPath(String name) {
    return known(GENERATOR, name, "our generator");
  }

  /** The path below {@code D/params/} or {@code D/spectral_norm_stats/}. */
  static String discriminatorPath(String name) {
    return known(DISCRIMINATOR, name, "our discriminator");
  }

  private static String known(Map<String, String> names, String name, String whose) {
    String found = names.get(name);
    if (found == null) {
      throw new IllegalArgumentException(whose + " has no tensor " + name);
    }
    return found;
  }

  private static Map<String, String> generatorPaths() {
    Map<String, String> paths = new LinkedHashMap<>();
    layer(paths, "condition", "Dense_0");
    layer(paths, "stem", "Dense_1");
    layer(paths, "query", "Conv_0");
    layer(paths, "out/conv", "Conv_1");
    norm(paths, "out/norm", "LocalConditionalBatchNorm_0", "Conv_");
    for (int block = 0; block < MOST_BLOCKS; block++) {
      boolean spatial = block >= GLOBAL_BLOCKS;
      String name = "block" + block + "/";
      String path =
          spatial ? "GenSpatialBlock_" + (block - GLOBAL_BLOCKS) + "/" : "GenBlock_" + block + "/";
      for (int number = 0; number < CONVOLUTIONS.size(); number++) {
        layer(paths, name + CONVOLUTIONS.get(number), path + "Conv_" + number);
      }
      for (int number = 0; number < 2; number++) {
        String kind = spatial ? "LocalConditionalBatchNorm_" : "ConditionalBatchNorm_";
        norm(paths, name + "norm" + number, path + kind + number, spatial ? "Conv_" : "Dense_");
      }
    }
    return paths;
  }

  private static Map<String, String> discriminatorPaths() {
    Map<String, String> paths = new LinkedHashMap<>();
    spectral(paths, DiscriminatorLayout.REGIONS, "SpectralConv_0");
    spectral(paths, DiscriminatorLayout.LOGIT, "SpectralDense_0");
    spectral(paths, DiscriminatorLayout.SENTENCE, "SpectralDense_1");
    for (int block = 0; block < MOST_BLOCKS; block++) {
      String path = block == 0 ? "DiscOptimizedBlock_0" : "DiscBlock_" + (block - 1);
      for (int number = 0; number < CONVOLUTIONS.size(); number++) {
        spectral(
            paths,
            "block" + block + "/" + CONVOLUTIONS.get(number),
            path + "/SpectralConv_" + number);
      }
    }
    return paths;
  }

  private static void layer(Map<String, String> paths, String name, String path) {
    paths.put(name + WEIGHT, path + "/kernel");
    paths.put(name + BIAS, path + "/bias");
  }

  private static void spectral(Map<String, String> paths, String name, String path) {
    layer(paths, name, path);
    paths.put(name + VECTOR, path + "/u0");
  }

  private static void norm(Map<String, String> paths, String name, String path, String kind) {
    UnaryOperator<String> below = leaf -> path + "/" + leaf;
    for (int number = 0; number < MODULATIONS.size(); number++) {
      layer(paths, name + "/" + MODULATIONS.get(number), below.apply(kind + number));
    }
    paths.put(name + "/mean", below.apply("BatchNorm_0/mean"));
    paths.put(name + "/variance", below.apply("BatchNorm_0/var"));
  }
}
