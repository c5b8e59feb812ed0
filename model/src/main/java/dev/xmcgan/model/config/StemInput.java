package dev.xmcgan.model.config;

/** What the generator's first dense layer reads. */
public enum StemInput {
  /** {@code [z ; e_s]}, as in the paper. */
  NOISE_AND_SENTENCE,
  /** {@code z} alone, as in the official code. */
  NOISE
}
