package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.answers.Answer;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.schemas.GenerationFailure;
import java.time.Duration;

/** Answers without images, as errors of the HTTP call. */
final class AnswerErrors {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private AnswerErrors() {}

  /** A worker's typed failure. */
  static ApiError of(GenerationFailure failure) {
    return switch (failure.getCode()) {
      case INVALID_REQUEST -> ApiError.invalid(null, "invalid_request", failure.getMessage());
      case UNKNOWN_MODEL ->
          new ApiError(404, failure.getMessage(), "model", "model_not_found", null);
      case DEADLINE_EXCEEDED -> ApiError.of(504, "deadline_exceeded", failure.getMessage());
      case CANCELLED -> ApiError.of(409, "cancelled", failure.getMessage());
      case NON_FINITE_IMAGE -> worker("non_finite_image", failure);
      case INTERNAL, UNKNOWN -> worker("generation_failed", failure);
    };
  }

  /** Time is up. */
  static ApiError of(Answer.TimedOut timedOut, DrawRequest request, String requestId) {
    return ApiError.of(
        504,
        "timeout",
        ("%d of %d images came in time. Request %s is still queued; its answer will be on the"
                + " result topic.")
            .formatted(timedOut.imagesSoFar(), request.count(), requestId));
  }

  /** The gateway stops. */
  static ApiError stopping(String requestId) {
    return ApiError.unavailable(
        "gateway_stopping",
        "The gateway stops; the answer of request " + requestId + " will be on the result topic.",
        RETRY_AFTER);
  }

  private static ApiError worker(String code, GenerationFailure failure) {
    return failure.getRetriable()
        ? ApiError.unavailable(code, failure.getMessage(), RETRY_AFTER)
        : ApiError.of(500, code, failure.getMessage());
  }
}
