package dev.xmcgan.gateway.errors;

import dev.xmcgan.gateway.publishing.RequestLog;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever ends a call into an error that callers of its path can read. */
public final class ErrorResponses {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

  /** Header with the id under which a request is on Kafka. */
  public static final String REQUEST_ID = "X-Request-Id";

  /** Header by which OpenAI's clients are told not to send the same again by themselves. */
  private static final String SHOULD_RETRY = "X-Should-Retry";

  private static final Duration KAFKA_AGAIN_AFTER = Duration.ofSeconds(2);

  private final ErrorWriter errors;

  ErrorResponses(ErrorWriter errors) {
    this.errors = errors;
  }

  @ServerExceptionMapper
  Response expected(ApiException failure, RoutingContext call) {
    Response.ResponseBuilder response = response(failure.error(), call);
    failure.requestId().ifPresent(id -> response.header(REQUEST_ID, id));
    return response.build();
  }

  @ServerExceptionMapper
  Response wrapped(CompletionException failure, UriInfo uri, RoutingContext call) {
    if (failure.getCause() instanceof ApiException cause) {
      return expected(cause, call);
    }
    return unexpected(failure, uri, call);
  }

  @ServerExceptionMapper
  Response http(WebApplicationException failure, UriInfo uri, RoutingContext call) {
    int status = failure.getResponse().getStatus();
    if (status < 400) {
      return failure.getResponse();
    }
    Response.ResponseBuilder response = response(httpError(status, uri.getPath()), call);
    String allowed = failure.getResponse().getHeaderString(HttpHeaders.ALLOW);
    if (allowed != null) {
      response.header(HttpHeaders.ALLOW, allowed);
    }
    return response.build();
  }

  /** Nothing could be read from Kafka; what is written to it says by itself what is known of it. */
  @ServerExceptionMapper
  Response withoutKafka(KafkaException failure, UriInfo uri, RoutingContext call) {
    LOG.atWarn()
        .addKeyValue(RequestLog.KEY, RequestLog.of(call))
        .addKeyValue("path", uri.getRequestUri().getRawPath())
        .addKeyValue("reason", failure.toString())
        .log("Kafka could not be asked");
    return response(
            ApiError.unavailable(
                "kafka_unavailable",
                "Kafka cannot be asked now: it is away, or takes too long.",
                KAFKA_AGAIN_AFTER),
            call)
        .build();
  }

  /** A fault of ours, not Kafka's absence, though a Kafka exception by its class. */
  @ServerExceptionMapper
  Response unwritable(SerializationException failure, UriInfo uri, RoutingContext call) {
    return unexpected(failure, uri, call);
  }

  /** Reading the body failed: cut short, or broken multipart framing. */
  @ServerExceptionMapper
  Response unreadable(IOException failure, UriInfo uri, RoutingContext call) {
    LOG.atDebug()
        .setCause(failure)
        .addKeyValue("path", uri.getRequestUri().getRawPath())
        .log("a body could not be read");
    return response(
            ApiError.of(
                400, "unreadable_body", "The request body could not be read: it is cut or broken."),
            call)
        .build();
  }

  @ServerExceptionMapper
  Response unexpected(Throwable failure, UriInfo uri, RoutingContext call) {
    LOG.atError()
        .setCause(failure)
        .addKeyValue(RequestLog.KEY, RequestLog.of(call))
        .addKeyValue("path", uri.getRequestUri().getRawPath())
        .log("unexpected failure of a call");
    return response(
            ApiError.of(500, "internal_error", "The gateway failed; its log says why."), call)
        .build();
  }

  private static ApiError httpError(int status, String path) {
    return switch (status) {
      case 404 -> ApiError.of(404, "not_found", nothingAt(path));
      case 405 ->
          ApiError.of(405, "method_not_allowed", "That method is not allowed on " + path + ".");
      case 406 ->
          ApiError.of(406, "not_acceptable", "The Accept header excludes what " + path + " gives.");
      case 413 -> ApiError.of(413, "request_too_large", "The request body is too large.");
      case 415 ->
          ApiError.of(
              415,
              "unsupported_content_type",
              "The Content-Type is not one that " + path + " takes.");
      default -> ApiError.of(status, "http_" + status, "The request could not be read.");
    };
  }

  private static String nothingAt(String path) {
    boolean isOpenAis = path.endsWith("/images/edits") || path.endsWith("/images/variations");
    return "There is nothing at %s.%s"
        .formatted(
            path,
            isOpenAis
                ? " Images are drawn of captions alone, at /v1/images/generations; the same caption"
                    + " with another seed is a variation."
                : "");
  }

  private Response.ResponseBuilder response(ApiError error, RoutingContext call) {
    ErrorWriter.Entity entity = errors.entity(call.normalizedPath(), error);
    Response.ResponseBuilder response =
        Response.status(error.status()).type(entity.mediaType()).entity(entity.body());
    error
        .tryAgainAfter()
        .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, ApiError.wholeSeconds(wait)));
    // they would repeat a conflict, too, as if it were a lock
    boolean isRepeated = error.status() >= 500 || error.status() == 409;
    if (isRepeated && error.tryAgainAfter().isEmpty()) {
      response.header(SHOULD_RETRY, "false");
    }
    return response;
  }
}
