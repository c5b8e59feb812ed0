package dev.xmcgan.lab.bench.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwapRunTest {
  @Test
  void growthIsFromTheFirstTenthOfAllLooksToTheLast() {
    // given
    List<Double> looks = new ArrayList<>(Collections.nCopies(50, 400.0));
    looks.addAll(Collections.nCopies(50, 408.0));
    looks.set(0, 300.0);
    looks.set(99, 900.0);

    // then: one look that is an exception says nothing
    assertThat(SwapRun.growthPercent(looks)).isCloseTo(2, offset(1e-9));
  }
}
