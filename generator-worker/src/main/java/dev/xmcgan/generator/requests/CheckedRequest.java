package dev.xmcgan.generator.requests;

/** What checking a request gave. */
public sealed interface CheckedRequest {
  /** It can be drawn. */
  record Drawable(DrawRequest request) implements CheckedRequest {}

  /**
   * It cannot.
   *
   * @param requestId whom to tell; blank when the request named no id
   */
  record Invalid(String requestId, RequestFailure failure) implements CheckedRequest {}
}
