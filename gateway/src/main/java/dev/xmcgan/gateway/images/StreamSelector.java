package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ErrorWriter;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * OpenAI asks for a stream in the body, JAX-RS chooses by {@code Accept}: says the one by the
 * other.
 */
@Singleton
public final class StreamSelector {
  private static final String PATH = "/v1/images/generations";
  private static final JsonFactory JSON = new JsonFactory();

  private static final Pattern JSON_OR_STREAM =
      Pattern.compile("\\*/\\*|application/(json|\\*)|text/(event-stream|\\*)");
  private static final ApiError NOT_ACCEPTABLE =
      ApiError.of(406, "not_acceptable", "The Accept header excludes what " + PATH + " gives.");

  /** When the body has been read. */
  private static final int AFTER_BODY = 9_000;

  private final ErrorWriter errors;

  StreamSelector(ErrorWriter errors) {
    this.errors = errors;
  }

  void register(@Observes Filters filters) {
    filters.register(this::select, AFTER_BODY);
  }

  private void select(RoutingContext call) {
    if (call.request().method() == HttpMethod.POST && call.normalizedPath().startsWith(PATH)) {
      String accept = call.request().getHeader(HttpHeaders.ACCEPT);
      if (wantsStream(call.body().buffer())) {
        call.request().headers().set(HttpHeaders.ACCEPT, "text/event-stream");
      } else if (accept == null || JSON_OR_STREAM.matcher(accept).find()) {
        call.request().headers().set(HttpHeaders.ACCEPT, "application/json");
      } else {
        errors.end(call, NOT_ACCEPTABLE);
        return;
      }
    }
    call.next();
  }

  /** Whether the body says so; what is wrong with it is for others to say. */
  static boolean wantsStream(Buffer body) {
    if (body == null) {
      return false;
    }
    try (JsonParser json = JSON.createParser(body.getBytes())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (name.equals("stream")) {
          return value == JsonToken.VALUE_TRUE;
        }
        json.skipChildren();
      }
    } catch (IOException malformed) {
      return false;
    }
    return false;
  }
}
