package dev.xmcgan.model.training;

/** A loss or gradient came out as NaN or infinity; the trainer is as it was before the step. */
public final class NonFiniteStepException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Of the first scalar that was not finite. */
  NonFiniteStepException(String scalar, double value) {
    super(scalar + " is " + value + "; the update was not applied");
  }
}
