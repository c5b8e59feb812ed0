package dev.xmcgan.lab.ablation;

import java.util.List;

/**
 * A figure over runs that differ in their seed alone.
 *
 * @param values of the runs, one or more, in the order of their seeds
 */
record Spread(List<Double> values) {

  Spread {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a spread needs a value");
    }
  }

  double mean() {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The sample's deviation (divided by n - 1); 0 of a single run. */
  double deviation() {
    if (values.size() == 1) {
      return 0;
    }
    double mean = mean();
    double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }

  /** {@code mean ± deviation}, the mean alone of a single run. */
  String text() {
    double mean = mean();
    String form = Math.abs(mean) >= 100 ? "%.0f" : Math.abs(mean) >= 10 ? "%.1f" : "%.3f";
    return values.size() == 1
        ? form.formatted(mean)
        : (form + " ± " + form).formatted(mean, deviation());
  }
}
