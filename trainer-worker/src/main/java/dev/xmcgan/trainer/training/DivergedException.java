package dev.xmcgan.trainer.training;

/** Step after step came out as NaN or infinity: these weights lead nowhere. */
final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long skips;

  /**
   * @param skips steps given up so far, with which to go on elsewhere
   */
  DivergedException(String message, long skips, Throwable cause) {
    super(message, cause);
    this.skips = skips;
  }

  long skips() {
    return skips;
  }
}
