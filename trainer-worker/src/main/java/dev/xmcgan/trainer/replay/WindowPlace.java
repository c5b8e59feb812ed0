package dev.xmcgan.trainer.replay;

import java.util.List;
import java.util.Map;

/**
 * Where the pairs of a replay window lie in the log. Of each partition the window has a stretch
 * without gaps that ends where learning goes on; how the stretches interlock is the order.
 *
 * @param first offset of the first pair of each partition that has one in the window
 * @param order the partition of each pair, oldest first
 */
public record WindowPlace(Map<Integer, Long> first, List<Integer> order) {
  public WindowPlace {
    first = Map.copyOf(first);
    order = List.copyOf(order);
  }

  /** Of a window without pairs. */
  public static WindowPlace empty() {
    return new WindowPlace(Map.of(), List.of());
  }
}
