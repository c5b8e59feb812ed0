package dev.xmcgan.lab.bench.load;

/** What benchmarks ask for: captions that differ, for equal ones are read once, of one length. */
public final class BenchCaptions {
  /** Numbers of captions have as many digits. */
  private static final int FIRST = 10_000;

  private BenchCaptions() {}

  /**
   * A caption of a run.
   *
   * @param run one word of the text encoder's vocabulary, so that all runs read captions of a
   *     length
   */
  public static String of(String run, long number) {
    return "a large red circle above a small blue square, %s %d".formatted(run, FIRST + number);
  }
}
