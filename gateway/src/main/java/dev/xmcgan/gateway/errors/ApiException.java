package dev.xmcgan.gateway.errors;

import java.util.Optional;

/** Ends a call with an {@link ApiError}. */
public final class ApiException extends RuntimeException {
  private final transient ApiError error;
  private final String requestId;

  /** An error before anything was put on Kafka. */
  public ApiException(ApiError error) {
    this(error, null);
  }

  /** An error of a request that already has an id; the answer carries it. */
  public ApiException(ApiError error, String requestId) {
    super(error.message());
    this.error = error;
    this.requestId = requestId;
  }

  /** What the caller gets. */
  public ApiError error() {
    return error;
  }

  /** The id of the request on Kafka, if it got that far. */
  public Optional<String> requestId() {
    return Optional.ofNullable(requestId);
  }
}
