package dev.xmcgan.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TensorLockTest {
  private final TensorLock turns = new TensorLock();
  private final AtomicInteger steps = new AtomicInteger();
  private final ExecutorService training = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    training.shutdownNow();
  }

  @Test
  void stepsWaitUntilWhatIsUrgentIsThrough() throws Exception {
    // given
    Future<?> step;
    try (TensorLock.Precedence first = turns.precedence()) {
      try (TensorLock.Precedence second = turns.precedence()) {
        // when
        CountDownLatch begun = new CountDownLatch(1);
        step =
            training.submit(
                () -> {
                  begun.countDown();
                  return turns.take(false, steps::incrementAndGet);
                });
        begun.await();
        assertThat(turns.<Integer, RuntimeException>take(true, () -> 1)).isEqualTo(1);
      }
      // then: neither while both go on nor after one of them
      await().during(200, TimeUnit.MILLISECONDS).until(() -> steps.get() == 0);
    }
    step.get(20, TimeUnit.SECONDS);
    assertThat(steps).hasValue(1);
  }

  @Test
  void whatIsUrgentDoesNotWaitForAStepThatHasBegun() throws Exception {
    // given
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<?> step =
        training.submit(
            () ->
                turns.take(
                    false,
                    () -> {
                      begun.countDown();
                      end.await();
                      return steps.incrementAndGet();
                    }));
    begun.await();

    // when, then
    try (TensorLock.Precedence urgent = turns.precedence()) {
      assertThat(turns.<Integer, RuntimeException>take(true, () -> 1)).isEqualTo(1);
    }
    end.countDown();
    step.get(20, TimeUnit.SECONDS);
    assertThat(steps).hasValue(1);
  }
}
