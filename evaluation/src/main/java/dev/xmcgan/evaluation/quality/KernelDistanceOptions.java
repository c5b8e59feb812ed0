package dev.xmcgan.evaluation.quality;

/**
 * How KID is estimated.
 *
 * @param subsets how many estimates
 * @param subsetSize vectors of each side in an estimate, 2 or more
 * @param seed of the choice of vectors
 */
public record KernelDistanceOptions(int subsets, int subsetSize, long seed) {

  public KernelDistanceOptions {
    if (subsets < 1 || subsetSize < 2) {
      throw new IllegalArgumentException(
          "KID needs 1 subset or more of 2 vectors or more, not %d of %d"
              .formatted(subsets, subsetSize));
    }
  }

  /** The usual 100 subsets of 1,000, or of half where there are fewer than 2,000. */
  public static KernelDistanceOptions usual(int vectors, long seed) {
    return new KernelDistanceOptions(100, Math.min(1000, Math.max(2, vectors / 2)), seed);
  }
}
