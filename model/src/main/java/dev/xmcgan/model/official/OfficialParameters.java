package dev.xmcgan.model.official;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
   * @throws IllegalArgumentException naming a path that no generator has
   */
  public static Map<String, NDArray> generator(Map<String, NDArray> official, NDManager manager) {
    return ours(official, OfficialNames::generatorName, manager);
  }

  /**
   * A discriminator's parameters or power-iteration vectors.
   *
   * @param official arrays by Flax path below {@code params/} or {@code spectral_norm_stats/}
   * @param manager gets the translated copies
   * @throws IllegalArgumentException naming a path that no discriminator has
   */
  public static Map<String, NDArray> discriminator(
      Map<String, NDArray> official, NDManager manager) {
    return ours(official, OfficialNames::discriminatorName, manager);
  }

  /** The inverse of {@link #generator}. */
  public static Map<String, NDArray> officialGenerator(
      Map<String, NDArray> ours, NDManager manager) {
    return official(ours, OfficialNames::generatorPath, manager);
  }

  /** The inverse of {@link #discriminator}. */
  public static Map<String, NDArray> officialDiscriminator(
      Map<String, NDArray> ours, NDManager manager) {
    return official(ours, OfficialNames::discriminatorPath, manager);
  }

  private static Map<String, NDArray> ours(
      Map<String, NDArray> official, UnaryOperator<String> name, NDManager manager) {
    Map<String, NDArray> ours = new LinkedHashMap<>();
    official.forEach(
        (path, value) -> ours.put(name.apply(path), FlaxLayout.ours(path, value, manager)));
    return ours;
  }

  private static Map<String, NDArray> official(
      Map<String, NDArray> ours, UnaryOperator<String> path, NDManager manager) {
    Map<String, NDArray> official = new LinkedHashMap<>();
    ours.forEach(
        (name, value) -> {
          String place = path.apply(name);
          official.put(place, FlaxLayout.official(place, value, manager));
        });
    return official;
  }
}
