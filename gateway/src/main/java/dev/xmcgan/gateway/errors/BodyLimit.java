package dev.xmcgan.gateway.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.config.GatewaySettings;
import dev.xmcgan.gateway.config.TransferSettings;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses a body whose announced length is over its path's limit before any of it is read.
 *
 * <p>Quarkus has one limit for all paths and answers without a body; here the caller gets an error
 * object, and JSON calls get a far smaller limit than uploads, and those a smaller one than whole
 * checkpoints.
 */
@Singleton
public final class BodyLimit {
  /** Two thousand characters of caption, all escaped, fit many times. */
  static final long JSON_BYTES = 128 * 1024;

  /** Captions and multipart framing beside the image. */
  private static final long FORM_OVERHEAD_BYTES = 1024 * 1024;

  /** Names, lengths and checksums beside the files of an archive. */
  private static final long ARCHIVE_OVERHEAD_BYTES = 64 * 1024;

  /**
   * A backstop for bodies whose length is not announced, which are counted as they come; what reads
   * them refuses smaller ones with an error object.
   */
  private static final long UNANNOUNCED_BYTES = 16 << 20;

  /** Ahead of all routes, Quarkus' own limit included. */
  private static final int FIRST = 10_000;

  /** Behind Quarkus' own limit, ahead of all that reads a body. */
  private static final int BEHIND_THE_SERVERS_OWN = 1;

  private final long uploadBytes;
  private final long archiveBytes;
  private final ObjectMapper json;

  BodyLimit(GatewaySettings settings, TransferSettings transfers, ObjectMapper json) {
    this.uploadBytes = settings.maxImageBytes() + FORM_OVERHEAD_BYTES;
    this.archiveBytes = transfers.maxBytes() + ARCHIVE_OVERHEAD_BYTES;
    this.json = json;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
    filters.register(this::countUnannounced, BEHIND_THE_SERVERS_OWN);
  }

  /** The server has one limit for all paths: that of archives. */
  private void countUnannounced(RoutingContext call) {
    if (call.request().getHeader(HttpHeaders.CONTENT_LENGTH) == null && !isArchive(call)) {
      call.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, UNANNOUNCED_BYTES);
    }
    call.next();
  }

  private static boolean isArchive(RoutingContext call) {
    return call.normalizedPath().equals("/v1/checkpoints");
  }

  private long limit(RoutingContext call) {
    if (isArchive(call)) {
      return archiveBytes;
    }
    return call.normalizedPath().startsWith("/v1/pairs") ? uploadBytes : JSON_BYTES;
  }

  private void check(RoutingContext call) {
    long limit = limit(call);
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
