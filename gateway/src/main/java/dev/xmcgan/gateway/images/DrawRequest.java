package dev.xmcgan.gateway.images;

import dev.xmcgan.schemas.ImageFormat;
import java.util.OptionalLong;

/**
 * A call of the Images API, checked.
 *
 * @param caption without white space around it, 1 to {@value #MAX_CAPTION} characters
 * @param count 1 to {@value #MAX_COUNT} images
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
  static final int MAX_CAPTION = 2_000;
  static final int MAX_COUNT = 10;
  static final int MIN_SIZE = 16;
  static final int MAX_SIZE = 1_024;
  static final int MAX_NAME = 256;
  static final String DEFAULT_MODEL = "stable";
  static final String DEFAULT_TENANT = "default";
}
