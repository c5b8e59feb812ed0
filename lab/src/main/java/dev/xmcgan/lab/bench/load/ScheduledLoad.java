package dev.xmcgan.lab.bench.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Sends requests at given moments, whatever was answered, and measures how long each takes. */
public final class ScheduledLoad {
  private static final Duration LONGEST_POLL = Duration.ofMillis(5);
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final RequestChannel requests;

  /**
   * How long requests took, from when they were due to their answers.
   *
   * @param millis in order of size
   * @param seconds from the beginning to the last answer
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Latencies(double[] millis, double seconds) {
    public double percentile(int percent) {
      return millis[(millis.length - 1) * percent / 100];
    }

    public double perSecond() {
      return millis.length / seconds;
    }
  }

  public ScheduledLoad(RequestChannel requests) {
    this.requests = requests;
  }

  /**
   * Sends all and waits for all answers.
   *
   * @param times in seconds from now, in order
   */
  public Latencies run(List<Double> times) {
    int first = requests.sent();
    double[] millis = new double[times.size()];
    long begin = System.nanoTime();
    int sent = 0;
    double now = 0;
    while (sent < times.size() || requests.open() > 0) {
      now = (System.nanoTime() - begin) / NANOS;
      while (sent < times.size() && times.get(sent) <= now) {
        requests.send();
        sent++;
      }
      List<Integer> answered = requests.poll(LONGEST_POLL);
      now = (System.nanoTime() - begin) / NANOS;
      for (int number : answered) {
        millis[number - first] = MILLIS * (now - times.get(number - first));
      }
    }
    Arrays.sort(millis);
    return new Latencies(millis, now);
  }
}
