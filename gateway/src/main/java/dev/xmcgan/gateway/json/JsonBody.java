package dev.xmcgan.gateway.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import java.io.IOException;

/** Reads bodies that must be one JSON object. */
public final class JsonBody {
  private static final int MAX_BYTES = 128 * 1024;

  /** No call has half as many; each costs memory, and bodies are many at once. */
  private static final int MAX_FIELDS = 64;

  private final ObjectMapper json;

  public JsonBody(ObjectMapper mapper) {
    this.json = mapper;
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
    try (JsonParser parser = json.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("The request body must be a JSON object.");
      }
      JsonFields fields = new JsonFields(fields(parser));
      if (parser.nextToken() != null) {
        throw invalid("The request body is not valid JSON: something follows the object.");
      }
      return fields;
    } catch (JsonProcessingException malformed) {
      throw invalid("The request body is not valid JSON: " + malformed.getOriginalMessage());
    } catch (IOException unreadable) {
      throw invalid("The request body could not be read as text.");
    }
  }

  /** No call takes what is nested: it is checked, and left empty. */
  private static ObjectNode fields(JsonParser parser) throws IOException {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken().isStructStart()) {
        fields.putObject(name);
        parser.skipChildren();
      } else {
        fields.set(name, parser.readValueAsTree());
      }
      if (fields.size() > MAX_FIELDS) {
        throw invalid("The request body has more than " + MAX_FIELDS + " fields.");
      }
    }
    return fields;
  }

  private static ApiException invalid(String message) {
    return new ApiException(ApiError.invalid(null, "invalid_json", message));
  }
}
