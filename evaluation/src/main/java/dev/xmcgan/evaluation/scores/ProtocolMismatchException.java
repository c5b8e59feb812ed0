package dev.xmcgan.evaluation.scores;

/** Two scores were measured differently and say nothing about each other. */
public final class ProtocolMismatchException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String field;

  ProtocolMismatchException(String field, Object left, Object right) {
    super("scores cannot be compared: %s is %s and %s".formatted(field, left, right));
    this.field = field;
  }

  /** What differs, such as {@code network} or {@code parameters.seed}. */
  public String field() {
    return field;
  }
}
