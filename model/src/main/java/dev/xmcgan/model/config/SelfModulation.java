package dev.xmcgan.model.config;

/** What the generator's conditional norms see from the 16 × 16 map on. */
public enum SelfModulation {
  /** Each region its own words (paper, section 4.2). */
  ATTENTIONAL,
  /**
   * The sentence and the noise alone, everywhere the same: what the paper's ablation is against.
   */
  PLAIN
}
