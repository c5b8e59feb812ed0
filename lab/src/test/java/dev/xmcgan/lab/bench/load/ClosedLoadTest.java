package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.xmcgan.cli.CommandException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedLoadTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void everyCallOfEveryCallerCountsOnce() throws Exception {
    // given
    AtomicInteger calls = new AtomicInteger();
    Set<Thread> callers = ConcurrentHashMap.newKeySet();

    // when
    ClosedLoad.Seen seen =
        ClosedLoad.run(
            3,
            SHORT,
            () -> {
              callers.add(Thread.currentThread());
              calls.incrementAndGet();
            });

    // then
    assertThat(callers).hasSize(3);
    assertThat(seen.millis()).hasSize(calls.get()).isSorted();
    assertThat(seen.percentile(50)).isLessThanOrEqualTo(seen.percentile(99));
    assertThat(seen.perSecond() * seen.seconds()).isCloseTo(calls.get(), offset(1e-6));
  }

  @Test
  void aCallThatFailsEndsTheRunWithItsReason() {
    assertThatThrownBy(
            () ->
                ClosedLoad.run(
                    2,
                    SHORT,
                    () -> {
                      throw CommandException.failed("the gateway answered 503");
                    }))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("503");
  }
}
