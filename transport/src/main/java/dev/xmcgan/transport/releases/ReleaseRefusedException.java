package dev.xmcgan.transport.releases;

/** A release cannot be changed as it was asked for. */
public final class ReleaseRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The channel has no release. */
    UNKNOWN_CHANNEL,
    /** No checkpoint has that id. */
    UNKNOWN_CHECKPOINT,
    /** The gate rejected the checkpoint, or it was rolled back before. */
    UNFIT_CHECKPOINT,
    /** There is no other checkpoint that is known to be good. */
    NOTHING_TO_GO_BACK_TO
  }

  private final Reason reason;

  ReleaseRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
