package dev.xmcgan.trainer.images;

import dev.xmcgan.schemas.RejectionReason;

/** An image file that cannot be learned from; the reason is the one its producer is told. */
public final class UnusableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  public UnusableImageException(RejectionReason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UnusableImageException(RejectionReason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why it is unusable. */
  public RejectionReason reason() {
    return reason;
  }
}
