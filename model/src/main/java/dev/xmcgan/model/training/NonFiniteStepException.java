package dev.xmcgan.model.training;

/** A loss or gradient came out as NaN or infinity; the trainer is as it was before the step. */
public final class NonFiniteStepException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String scalar;

  NonFiniteStepException(String scalar, double value) {
    super(scalar + " is " + value + "; the update was not applied");
    this.scalar = scalar;
  }

  /** Name of the first scalar that was not finite. */
  public String scalar() {
    return scalar;
  }
}
