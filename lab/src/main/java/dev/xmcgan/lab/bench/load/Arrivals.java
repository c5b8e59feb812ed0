package dev.xmcgan.lab.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Ways in which requests come, whether or not earlier ones are answered. */
public enum Arrivals {
  /** One by one at random. */
  POISSON {
    @Override
    public List<Double> times(double capacity, double seconds, Random random) {
      return thinned(t -> POISSON_LOAD * capacity, POISSON_LOAD * capacity, seconds, random);
    }
  },

  /** So many at once, at random moments. */
  BURST {
    @Override
    public List<Double> times(double capacity, double seconds, Random random) {
      double rate = BURST_LOAD * capacity / BURST_SIZE;
      List<Double> times = new ArrayList<>();
      for (double time : thinned(t -> rate, rate, seconds, random)) {
        for (int i = 0; i < BURST_SIZE; i++) {
          times.add(time);
        }
      }
      return times;
    }
  },

  /** More and more, at last more than can be drawn. */
  RAMP {
    @Override
    public List<Double> times(double capacity, double seconds, Random random) {
      double most = RAMP_TO * capacity;
      return thinned(
          t -> most * (RAMP_FROM + (1 - RAMP_FROM) * t / seconds), most, seconds, random);
    }
  };

  private static final double POISSON_LOAD = 0.7;
  private static final double BURST_LOAD = 0.5;
  private static final int BURST_SIZE = 12;
  private static final double RAMP_FROM = 0.1;
  private static final double RAMP_TO = 1.1;

  private interface Rate {
    double at(double seconds);
  }

  /**
   * When requests come, in seconds from the beginning, in order.
   *
   * @param capacity requests that can be answered in a second
   */
  public abstract List<Double> times(double capacity, double seconds, Random random);

  /** For the command line's output. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static List<Double> thinned(Rate rate, double most, double seconds, Random random) {
    List<Double> times = new ArrayList<>();
    for (double t = next(0, most, random); t < seconds; t = next(t, most, random)) {
      if (random.nextDouble() * most < rate.at(t)) {
        times.add(t);
      }
    }
    return times;
  }

  private static double next(double t, double rate, Random random) {
    return t - Math.log(1 - random.nextDouble()) / rate;
  }
}
