package dev.xmcgan.gateway.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** The one thing the gateway reads in a checkpoint's {@code config.json}. */
public final class ImageSize {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ImageSize() {}

  /** Edge in pixels; empty when the configuration does not say. */
  public static Optional<Integer> of(String modelConfig) {
    try {
      JsonNode size = JSON.readTree(modelConfig).path("imageSize");
      return size.canConvertToInt() && size.isIntegralNumber()
          ? Optional.of(size.intValue())
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
