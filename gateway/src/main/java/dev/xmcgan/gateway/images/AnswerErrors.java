package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.schemas.GenerationFailure;
import java.time.Duration;
import java.util.Locale;

/** Answers without images, as errors of the HTTP call. */
public final class AnswerErrors {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private AnswerErrors() {}

  /**
   * Why there are no images.
   *
   * @throws IllegalArgumentException for an answer with images
   */
  public static ApiError of(RequestAnswer answer, int count, String requestId) {
    if (answer instanceof RequestAnswer.Failed failed) {
      return of(failed.failure());
    } else if (answer instanceof RequestAnswer.TimedOut timedOut) {
      return ApiError.of(
          504,
          "timeout",
          "%d of %d images came in time. GET /v1/requests/%s tells what became of the others."
              .formatted(timedOut.imagesSoFar(), count, requestId));
    } else if (answer instanceof RequestAnswer.NoRoom) {
      return ApiError.unavailable(
          "too_many_unread_answers",
          "Too many images came at once; those of request %s are on Kafka: GET /v1/requests/%<s."
              .formatted(requestId),
          RETRY_AFTER);
    } else if (answer instanceof RequestAnswer.Stopping) {
      return ApiError.of(
          503,
          "gateway_stopping",
          "The gateway stops; request %s goes on. GET /v1/requests/%<s tells, at any instance."
              .formatted(requestId));
    }
    throw new IllegalArgumentException("an answer that is no error: " + answer);
  }

  /** A worker's typed failure. */
  static ApiError of(GenerationFailure failure) {
    return switch (failure.getCode()) {
      case INVALID_REQUEST -> ApiError.invalid(null, code(failure), failure.getMessage());
      case UNKNOWN_MODEL ->
          new ApiError(404, failure.getMessage(), "model", "model_not_found", null);
      case DEADLINE_EXCEEDED -> ApiError.of(504, "deadline_exceeded", failure.getMessage());
      case CANCELLED -> ApiError.of(409, "cancelled", failure.getMessage());
      case NON_FINITE_IMAGE -> worker("non_finite_image", failure);
      case INTERNAL, UNKNOWN -> worker("generation_failed", failure);
    };
  }

  /** The rule that the request breaks, as the gateway's own checks name it. */
  private static String code(GenerationFailure failure) {
    String reason = String.valueOf(failure.getReason());
    return reason.isEmpty() || reason.equals("UNKNOWN")
        ? "invalid_request"
        : reason.toLowerCase(Locale.ROOT);
  }

  private static ApiError worker(String code, GenerationFailure failure) {
    return failure.getRetriable()
        ? ApiError.unavailable(code, failure.getMessage(), RETRY_AFTER)
        : ApiError.of(500, code, failure.getMessage());
  }
}
