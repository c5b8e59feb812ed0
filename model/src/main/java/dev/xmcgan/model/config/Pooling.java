package dev.xmcgan.model.config;

/** How the sentence embedding {@code e_s (B,E)} is made of the text encoder's outputs. */
public enum Pooling {
  /**
   * Sum over all T positions, padding included, divided by the caption's true length, as the
   * official code has it.
   */
  OFFICIAL,
  /** Mean over the caption's own tokens; padding need not be computed at all. */
  MASKED_MEAN
}
