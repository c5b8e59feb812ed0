package dev.xmcgan.gateway.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import java.util.Optional;
import java.util.OptionalLong;

/** Typed access to the fields of a JSON object; a wrong type is an error that names the field. */
public record JsonFields(JsonNode object) {

  /** A string; absent and {@code null} are the same. */
  public Optional<String> string(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrongType(name, "a string");
    }
    return Optional.of(value.textValue());
  }

  /** A whole number that fits 64 bits; {@code 2.0} is one. */
  public OptionalLong integer(String name) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return OptionalLong.empty();
    }
    if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
      throw wrongType(name, "a whole number of at most 64 bits");
    }
    return OptionalLong.of(value.longValue());
  }

  /** Whether a boolean is there and true. */
  public boolean isTrue(String name) {
    return object.path(name).asBoolean(false);
  }

  private static ApiException wrongType(String name, String wanted) {
    return new ApiException(
        ApiError.invalid(name, "invalid_type", "'" + name + "' must be " + wanted + "."));
  }
}
