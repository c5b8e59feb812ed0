package dev.xmcgan.model.official;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.layers.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Translates the official JAX code's tensors, under their Flax names and layouts, into ours and
 * back. The arrays handed in stay with their owners; the results are copies.
 */
public final class OfficialParameters {

  private OfficialParameters() {}

  /**
   * A generator's parameters or running statistics.
   *
   * @param official arrays by Flax path below {@code params/} or {@code batch_stats/}
   * @param manager gets the translated copies
   */
  public static Map<String, NDArray> generator(Map<String, NDArray> official, NDManager manager) {
    return ours(official, OfficialNames.GENERATOR, manager);
  }

  /**
   * A discriminator's parameters or power-iteration vectors.
   *
   * @param official arrays by Flax path below {@code params/} or {@code spectral_norm_stats/}
   * @param manager gets the translated copies
   */
  public static Map<String, NDArray> discriminator(
      Map<String, NDArray> official, NDManager manager) {
    return ours(official, OfficialNames.DISCRIMINATOR, manager);
  }

  /** The inverse of {@link #generator}. */
  static Map<String, NDArray> officialGenerator(Map<String, NDArray> ours, NDManager manager) {
    return official(ours, OfficialNames::generatorPath, manager);
  }

  /** The inverse of {@link #discriminator}. */
  static Map<String, NDArray> officialDiscriminator(Map<String, NDArray> ours, NDManager manager) {
    return official(ours, OfficialNames::discriminatorPath, manager);
  }

  private static Map<String, NDArray> ours(
      Map<String, NDArray> official, Map<String, String> paths, NDManager manager) {
    Map<String, String> names = new HashMap<>();
    paths.forEach((name, path) -> names.put(path, name));
    assertThat(names.keySet()).containsAll(official.keySet());
    Map<String, NDArray> ours = new LinkedHashMap<>();
    official.forEach(
        (path, value) -> ours.put(names.get(path), FlaxLayout.ours(path, value, manager)));
    return ours;
  }

  private static Map<String, NDArray> official(
      Map<String, NDArray> ours, UnaryOperator<String> path, NDManager manager) {
    Map<String, NDArray> official = new LinkedHashMap<>();
    ours.forEach(
        (name, value) -> {
          String place = path.apply(name);
          official.put(place, official(place, value, manager));
        });
    return official;
  }

  /** The official form, for that path, of a tensor of ours, as a contiguous copy. */
  private static NDArray official(String path, NDArray value, NDManager manager) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray moved = Tensors.attached(scope, value.stopGradient());
      if (path.endsWith("/kernel")) {
        boolean dense = FlaxLayout.isModulation(path) || !FlaxLayout.isConvolution(path);
        moved = dense ? moved.transpose() : moved.transpose(2, 3, 1, 0); // (in,out), (kh,kw,in,out)
        if (FlaxLayout.isModulation(path)) {
          moved = moved.expandDims(0).expandDims(0); // (1,1,in,out)
        }
      }
      return FlaxLayout.contiguous(moved, manager);
    }
  }
}
