package dev.xmcgan.model.discriminator;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The discriminator's weights as one call uses them.
 *
 * @param layers every layer by name
 * @param nextVectors all power-iteration vectors after this call, end to end in the layers' order;
 *     a training step stores them, anything else forgets them
 * @param captions the parameters with which captions are read, by name, as they are
 */
public record SpectralWeights(
    Map<String, Layer> layers, NDArray nextVectors, Map<String, NDArray> captions) {

  /**
   * One layer.
   *
   * @param kernel the kernel divided by σ, {@code (out,in,k,k)} or {@code (out,in)}
   * @param bias (out)
   * @param sigma σ, (1)
   */
  public record Layer(NDArray kernel, NDArray bias, NDArray sigma) {}

  /** Keeps copies of the maps; the arrays stay where they are. */
  public SpectralWeights {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    captions = Collections.unmodifiableMap(new LinkedHashMap<>(captions));
  }

  /** The layer of that name; fails with the name when there is none. */
  public Layer layer(String name) {
    Layer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalArgumentException("no discriminator layer named " + name);
    }
    return layer;
  }

  /** The same weights as constants, through which gradients pass to the image alone. */
  public SpectralWeights frozen() {
    Map<String, Layer> frozen = new LinkedHashMap<>();
    layers.forEach(
        (name, layer) ->
            frozen.put(
                name,
                new Layer(
                    layer.kernel().stopGradient(),
                    layer.bias().stopGradient(),
                    layer.sigma().stopGradient())));
    Map<String, NDArray> constants = new LinkedHashMap<>();
    captions.forEach((name, array) -> constants.put(name, array.stopGradient()));
    return new SpectralWeights(frozen, nextVectors, constants);
  }
}
