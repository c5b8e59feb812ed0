package dev.xmcgan.evaluation.study;

import dev.xmcgan.model.layers.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/** Orders that nobody can guess from the sheet and everybody can repeat from the seed. */
final class BlindOrder {

  private BlindOrder() {}

  /** The values in an order given by the seed. */
  static <T> List<T> shuffled(List<T> values, long seed) {
    List<T> order = new ArrayList<>(values);
    for (int i = order.size() - 1; i > 0; i--) {
      int j = (int) (CounterRandom.uniform(seed, i) * (i + 1));
      T value = order.get(j);
      order.set(j, order.get(i));
      order.set(i, value);
    }
    return order;
  }

  /** The columns' names: A, B, C … */
  static String letter(int column) {
    return String.valueOf((char) ('A' + column));
  }
}
