package dev.xmcgan.trainer.replay;

import java.util.Map;

/**
 * Where the pairs of a replay window lie in the log: in a stretch of each partition that ends where
 * learning goes on. Whoever follows the stretch's records in the order of the log, corrections and
 * withdrawals too, has the window.
 *
 * @param first offset of the first pair of each partition that has one in the window
 */
public record WindowPlace(Map<Integer, Long> first) {
  public WindowPlace {
    first = Map.copyOf(first);
  }

  /** Of a window without pairs. */
  public static WindowPlace empty() {
    return new WindowPlace(Map.of());
  }
}
