package dev.xmcgan.generator.batching;

/**
 * What the lanes can take at the moment.
 *
 * @param count lanes that draw nothing and have nothing waiting
 * @param idle whether nothing is being drawn at all: then nobody waits for company
 */
public record FreeLanes(int count, boolean idle) {
  /** Nothing is being drawn. */
  public static FreeLanes all(int lanes) {
    return new FreeLanes(lanes, true);
  }

  /** All lanes draw; what is ready goes in front of the first that ends. */
  public static final FreeLanes NONE = new FreeLanes(0, false);
}
