package dev.xmcgan.model.layers;

/**
 * Random numbers as a pure function of a seed and a counter, the same on every machine: SplitMix64
 * (Steele, Lea, Flood: <em>Fast splittable pseudorandom number generators</em>, 2014) read at
 * position {@code counter}, and the Box–Muller transform for normal values. {@link StrictMath}
 * keeps the last bit equal everywhere.
 */
public final class CounterRandom {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1.0p-53;

  private CounterRandom() {}

  /** 64 random bits: element {@code counter} of the SplitMix64 sequence that starts at the seed. */
  public static long bits(long seed, long counter) {
    long z = seed + GOLDEN_GAMMA * (counter + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A seed for an independent stream: both halves pass the mixing function. */
  public static long stream(long seed, long number) {
    return bits(bits(seed, 0), number);
  }

  /** A value uniform in [0, 1) in steps of 2⁻⁵³. */
  public static double uniform(long seed, long counter) {
    return (bits(seed, counter) >>> 11) * TO_UNIT;
  }

  /**
   * A standard normal value. Value {@code counter} uses the bits at {@code 2·counter} and {@code
   * 2·counter + 1}, so that any value can be computed without those before it.
   */
  public static double normal(long seed, long counter) {
    // 1 − u lies in (0, 1], so the logarithm is finite
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(seed, 2 * counter)));
    double angle = 2 * Math.PI * uniform(seed, 2 * counter + 1);
    return radius * StrictMath.cos(angle);
  }
}
