package dev.xmcgan.gateway.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** What the gateway reads in a checkpoint's {@code config.json}. */
public final class ModelConfigFields {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelConfigFields() {}

  /** Edge in pixels as the model draws; empty when the configuration does not say. */
  public static Optional<Integer> imageSize(String modelConfig) {
    return number(modelConfig, "imageSize");
  }

  /** Word pieces of a caption that the model reads; empty when the configuration does not say. */
  public static Optional<Integer> maxWords(String modelConfig) {
    return number(modelConfig, "maxWords");
  }

  private static Optional<Integer> number(String modelConfig, String name) {
    try {
      JsonNode value = JSON.readTree(modelConfig).path(name);
      return value.canConvertToInt() && value.isIntegralNumber()
          ? Optional.of(value.intValue())
          : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }
}
