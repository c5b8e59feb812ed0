package dev.xmcgan.generator.batching;

/** What an image costs to make: the pixels drawn, and those of the file, which are far cheaper. */
public final class ImageCost {
  /** Pixels that are enlarged and encoded in the time in which one is drawn, measured on a CPU. */
  private static final double ENCODED_FOR_ONE = 20;

  private ImageCost() {}

  /**
   * In drawn pixels.
   *
   * @param drawn edge of what the generator draws
   * @param file edge of the file; 0 = as drawn
   */
  public static double of(int drawn, int file) {
    int encoded = file == 0 ? drawn : file;
    return (double) drawn * drawn + (double) encoded * encoded / ENCODED_FOR_ONE;
  }
}
