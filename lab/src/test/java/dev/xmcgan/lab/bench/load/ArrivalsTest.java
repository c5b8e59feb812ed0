package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final long BEGIN = 5_000_000_000L;
  private static final int MANY = 10_000;

  @Test
  void theyComeAsOftenAsToldAndAsOftenByThemselvesAsPoissonHasIt() {
    // when
    Arrivals arrivals = new Arrivals(BEGIN, 100, new Random(3));
    long[] times = LongStream.generate(arrivals).limit(MANY).toArray();

    // then: gaps longer than the mean one are 1 of e
    assertThat((times[MANY - 1] - BEGIN) / 1e9).isCloseTo(MANY / 100.0, withinPercentage(3));
    long longGaps =
        LongStream.range(1, MANY)
            .filter(i -> times[(int) i] - times[(int) i - 1] > 10_000_000L)
            .count();
    assertThat((double) longGaps / MANY).isCloseTo(1 / Math.E, withinPercentage(5));
  }
}
