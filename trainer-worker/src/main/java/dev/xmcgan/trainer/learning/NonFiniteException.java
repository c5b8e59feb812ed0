package dev.xmcgan.trainer.learning;

/** A step came out as NaN or infinity and was not taken. */
public final class NonFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which scalar it was
   */
  public NonFiniteException(String message, Throwable cause) {
    super(message, cause);
  }
}
