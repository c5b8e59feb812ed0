package dev.xmcgan.evaluation.retrieval;

/**
 * How R-precision is measured.
 *
 * @param others captions of other images beside the true one
 * @param folds parts whose means give the deviation
 * @param seed of the others and of the folds
 */
public record RetrievalOptions(int others, int folds, long seed) {

  public RetrievalOptions {
    if (others < 1 || folds < 1) {
      throw new IllegalArgumentException(
          "R-precision needs other captions and folds, not %d and %d".formatted(others, folds));
    }
  }

  /** 99 others, 10 folds. */
  public static RetrievalOptions usual(long seed) {
    return new RetrievalOptions(99, 10, seed);
  }
}
