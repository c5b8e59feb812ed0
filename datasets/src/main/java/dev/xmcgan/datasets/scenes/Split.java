package dev.xmcgan.datasets.scenes;

/** Which scenes: each split is drawn from random numbers of its own. */
public enum Split implements Attribute {
  /** To learn from; never a held-out pair. */
  TRAIN,
  /** To judge with, of the same kind as training. */
  VALIDATION,
  /** Every scene has at least one held-out pair. */
  COMPOSITION
}
