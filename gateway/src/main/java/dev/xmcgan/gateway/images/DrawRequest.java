package dev.xmcgan.gateway.images;

import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.util.OptionalLong;

/**
 * A call of the Images API, checked.
 *
 * @param caption without white space around it, 1 to {@value RequestLimits#MAX_CAPTION_LENGTH}
 *     characters
 * @param count 1 to {@value RequestLimits#MAX_COUNT} images
 * @param size edge in pixels, 0 = as the model draws it
 * @param tenant who asks
 * @param model release channel or checkpoint id
 * @param seed seed of the noise, if the caller chose one
 */
public record DrawRequest(
    String caption,
    int count,
    int size,
    ImageFormat format,
    String tenant,
    String model,
    OptionalLong seed) {
  static final String DEFAULT_MODEL = "stable";
  static final String DEFAULT_TENANT = "default";
}
