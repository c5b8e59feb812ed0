package dev.xmcgan.gateway.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * Writes errors: OpenAI's error object on the paths of its API, a {@link Problem} on all others.
 * Ends calls that have not reached a resource.
 */
@Singleton
public final class ErrorWriter {
  static final String JSON = "application/json";

  private static final Pattern OPENAI = Pattern.compile("/v1/(images|models)(/.*)?");

  private final ObjectMapper json;

  public ErrorWriter(ObjectMapper json) {
    this.json = json;
  }

  /** What is sent. */
  record Entity(String mediaType, String body) {}

  /** Whether a path is one of OpenAI's API. */
  static boolean isOpenAi(String path) {
    return OPENAI.matcher(path).matches();
  }

  /** What callers of a path get. */
  Entity entity(String path, ApiError error) {
    return isOpenAi(path)
        ? new Entity(JSON, json(ErrorBody.of(error)))
        : new Entity(Problem.MEDIA_TYPE, json(Problem.of(error)));
  }

  /** Answers, or closes the connection of a call whose answer has begun. */
  public void end(RoutingContext call, ApiError error) {
    if (call.response().headWritten()) {
      call.request().connection().close();
      return;
    }
    Entity entity = entity(call.normalizedPath(), error);
    call.response()
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, entity.mediaType());
    error
        .tryAgainAfter()
        .ifPresent(
            wait ->
                call.response()
                    .putHeader("Retry-After", Long.toString(ApiError.wholeSeconds(wait))));
    call.end(entity.body());
  }

  private String json(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("An error body that is not JSON", impossible);
    }
  }
}
