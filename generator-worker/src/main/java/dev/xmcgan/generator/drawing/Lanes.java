package dev.xmcgan.generator.drawing;

/**
 * How much is drawn beside each other.
 *
 * @param count micro-batches drawn at a time, at least 1
 * @param readsAhead whether a thread of its own reads the captions of the next micro-batch: worth
 *     it where the lanes leave a core free. Where they do not, it only takes turns with them, and
 *     each turn finds the core's caches filled by the other
 */
public record Lanes(int count, boolean readsAhead) {
  public Lanes {
    if (count < 1) {
      throw new IllegalArgumentException("lanes must be at least 1, not " + count);
    }
  }

  /**
   * As many as asked for.
   *
   * @param threads of the tensor library, for each lane
   * @param onGpu whether drawing itself leaves the cores free
   */
  public static Lanes of(int count, int threads, boolean onGpu, int cores) {
    return new Lanes(count, onGpu || count * threads < cores);
  }
}
