package dev.xmcgan.gateway.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.config.GatewaySettings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses a body whose announced length is over its path's limit before any of it is read.
 *
 * <p>Quarkus has one limit for all paths and answers without a body; here the caller gets an error
 * object, and JSON calls get a far smaller limit than uploads.
 */
@Singleton
public final class BodyLimit {
  /** Two thousand characters of caption, all escaped, fit many times. */
  static final long JSON_BYTES = 128 * 1024;

  /** Captions and multipart framing beside the image. */
  private static final long FORM_OVERHEAD_BYTES = 256 * 1024;

  /** Ahead of all routes, Quarkus' own limit included. */
  private static final int FIRST = 10_000;

  private final long uploadBytes;
  private final ObjectMapper json;

  BodyLimit(GatewaySettings settings, ObjectMapper json) {
    this.uploadBytes = settings.maxImageBytes() + FORM_OVERHEAD_BYTES;
    this.json = json;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext call) {
    long limit = call.normalizedPath().startsWith("/v1/pairs") ? uploadBytes : JSON_BYTES;
    if (announced(call) <= limit) {
      call.next();
      return;
    }
    ApiError error =
        ApiError.of(
            413, "request_too_large", "The request body may have at most " + limit + " bytes.");
    call.response()
        .setStatusCode(error.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    // what still comes is read and dropped: a client that writes first and reads then would
    // otherwise see a broken connection instead of the answer
    call.request().resume();
    call.end(body(error));
  }

  private static long announced(RoutingContext call) {
    String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException notANumber) {
      return 0; // the HTTP decoder refuses it
    }
  }

  private String body(ApiError error) {
    try {
      return json.writeValueAsString(ErrorBody.of(error));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("An error body that is not JSON", impossible);
    }
  }
}
