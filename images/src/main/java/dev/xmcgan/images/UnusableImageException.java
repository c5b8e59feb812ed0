package dev.xmcgan.images;

/** An image file that cannot be used; the problem is what its sender is told. */
public final class UnusableImageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ImageProblem problem;

  public UnusableImageException(ImageProblem problem, String message) {
    super(message);
    this.problem = problem;
  }

  public UnusableImageException(ImageProblem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** Why it is unusable. */
  public ImageProblem problem() {
    return problem;
  }
}
