package dev.xmcgan.gateway.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import java.io.IOException;

/** Reads bodies that must be one JSON object. */
public final class JsonBody {
  private static final int MAX_BYTES = 128 * 1024;

  private final ObjectReader json;

  public JsonBody(ObjectMapper mapper) {
    this.json = mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * The object's fields.
   *
   * @throws ApiException with status 400 or 413
   */
  public JsonFields read(byte[] body) {
    if (body.length > MAX_BYTES) {
      throw new ApiException(
          ApiError.of(
              413,
              "request_too_large",
              "The request body may have at most " + MAX_BYTES + " bytes."));
    }
    try {
      JsonNode node = json.readTree(body);
      if (node.isObject()) {
        return new JsonFields(node);
      }
      throw invalid("The request body must be a JSON object.");
    } catch (JsonProcessingException malformed) {
      throw invalid("The request body is not valid JSON: " + malformed.getOriginalMessage());
    } catch (IOException unreadable) {
      throw invalid("The request body could not be read as text.");
    }
  }

  private static ApiException invalid(String message) {
    return new ApiException(ApiError.invalid(null, "invalid_json", message));
  }
}
