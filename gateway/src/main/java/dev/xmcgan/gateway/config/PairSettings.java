package dev.xmcgan.gateway.config;

import dev.xmcgan.images.BlankImageRule;
import dev.xmcgan.images.ImageLimits;

/**
 * What an uploaded image may be, checked as {@link GatewaySettings} are.
 *
 * @param limits of the file
 * @param blank what is a picture of nothing
 */
public record PairSettings(ImageLimits limits, BlankImageRule blank) {

  /** The mapped configuration, checked. */
  public static PairSettings of(GatewayConfig.Pairs config) {
    GatewaySettings.within("pairs.min-image-edge", config.minImageEdge(), 1, 10_000);
    double content = config.minImageContent();
    if (!(content >= 0 && content <= 1)) {
      throw new IllegalArgumentException(
          "xmcgan.gateway.pairs.min-image-content = %s: must be 0 to 1".formatted(content));
    }
    return new PairSettings(
        new ImageLimits(config.maxImageBytes(), config.maxImagePixels(), config.minImageEdge()),
        new BlankImageRule(content));
  }
}
