package dev.xmcgan.generator.requests;

import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.limits.Refusal;

/**
 * Why a request was not drawn.
 *
 * @param reason the rule that an invalid request breaks; {@code UNKNOWN} for any other failure
 * @param message for the caller to read
 * @param retriable whether the same request may succeed later
 * @param attempts how often it was tried
 */
public record RequestFailure(
    FailureCode code, RejectionReason reason, String message, boolean retriable, int attempts) {

  private RequestFailure(FailureCode code, String message, boolean retriable, int attempts) {
    this(code, RejectionReason.UNKNOWN, message, retriable, attempts);
  }

  /** A field of the request breaks a rule. */
  public static RequestFailure invalid(Refusal refusal) {
    return new RequestFailure(
        FailureCode.INVALID_REQUEST, refusal.reason(), refusal.message(), false, 1);
  }

  /** The request cannot even be read. */
  public static RequestFailure unreadable(String message) {
    return new RequestFailure(
        FailureCode.INVALID_REQUEST, RejectionReason.UNDECODABLE_RECORD, message, false, 1);
  }

  /** Its deadline passed before it was drawn. */
  public static RequestFailure deadlineExceeded(String message) {
    return new RequestFailure(FailureCode.DEADLINE_EXCEEDED, message, false, 1);
  }

  /** Whoever asked does not want it any more. */
  public static RequestFailure cancelled() {
    return new RequestFailure(FailureCode.CANCELLED, "the request was cancelled", false, 1);
  }

  /** Neither a channel nor a checkpoint has the name it asks for. */
  public static RequestFailure unknownModel(String message) {
    return new RequestFailure(FailureCode.UNKNOWN_MODEL, message, false, 1);
  }

  /** The generator drew something that is no image; it would draw the same again. */
  public static RequestFailure nonFinite(String message) {
    return new RequestFailure(FailureCode.NON_FINITE_IMAGE, message, false, 1);
  }

  /** It went wrong, and would again. */
  public static RequestFailure permanent(String message, int attempts) {
    return new RequestFailure(FailureCode.INTERNAL, message, false, attempts);
  }

  /** Something broke in the worker. */
  public static RequestFailure internal(String message, int attempts) {
    return new RequestFailure(FailureCode.INTERNAL, message, true, attempts);
  }
}
