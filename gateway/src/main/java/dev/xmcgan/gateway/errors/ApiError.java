package dev.xmcgan.gateway.errors;

import java.time.Duration;
import java.util.Optional;

/**
 * An error as the caller gets it.
 *
 * @param status HTTP status
 * @param message for a person to read
 * @param param the request's field it is about, or null
 * @param code for a program to read, or null
 * @param retryAfter when the same call may succeed, or null when waiting does not help
 */
public record ApiError(int status, String message, String param, String code, Duration retryAfter) {

  /** The request itself is wrong in one field. */
  public static ApiError invalid(String param, String code, String message) {
    return new ApiError(400, message, param, code, null);
  }

  /** No such release channel or checkpoint. */
  public static ApiError unknownModel(String model) {
    return new ApiError(
        404, "The model '" + model + "' does not exist.", "model", "model_not_found", null);
  }

  /** Something the gateway depends on is not there now. */
  public static ApiError unavailable(String code, String message, Duration retryAfter) {
    return new ApiError(503, message, null, code, retryAfter);
  }

  /** An error without a field. */
  public static ApiError of(int status, String code, String message) {
    return new ApiError(status, message, null, code, null);
  }

  /** OpenAI's error type: whose fault it is. */
  public String type() {
    if (status == 429) {
      return "rate_limit_error";
    }
    return status >= 500 ? "server_error" : "invalid_request_error";
  }

  /** As {@code Retry-After} tells it: never too early, and never at once. */
  public static long wholeSeconds(Duration wait) {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }

  /** When to try again, if that helps. */
  public Optional<Duration> tryAgainAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
