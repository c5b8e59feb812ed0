package dev.xmcgan.gateway.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Ends a call with an error object before it has reached a resource. */
@Singleton
public final class ErrorWriter {
  private final ObjectMapper json;

  public ErrorWriter(ObjectMapper json) {
    this.json = json;
  }

  /** Answers, or closes the connection of a call whose answer has begun. */
  public void end(RoutingContext call, ApiError error) {
    if (call.response().headWritten()) {
      call.request().connection().close();
      return;
    }
    call.response()
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    error
        .tryAgainAfter()
        .ifPresent(
            wait ->
                call.response()
                    .putHeader("Retry-After", Long.toString(ApiError.wholeSeconds(wait))));
    call.end(body(error));
  }

  private String body(ApiError error) {
    try {
      return json.writeValueAsString(ErrorBody.of(error));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("An error body that is not JSON", impossible);
    }
  }
}
