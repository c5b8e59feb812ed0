package dev.xmcgan.generator.batching;

/**
 * What the lanes can take at the moment.
 *
 * @param count lanes that draw nothing and have nothing waiting
 * @param of all lanes, at least 1
 */
public record FreeLanes(int count, int of) {
  public FreeLanes {
    if (of < 1 || count < 0 || count > of) {
      throw new IllegalArgumentException("%d of %d lanes".formatted(count, of));
    }
  }

  /** Whether nothing is being drawn at all. */
  public boolean idle() {
    return count == of;
  }
}
