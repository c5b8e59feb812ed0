package dev.xmcgan.transport.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Without a broker: a reader's life does not depend on one. */
class ConsumerLoopTest {
  private static final Duration LONGEST_TURN = Duration.ofMillis(300);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final KafkaSettings NOWHERE =
      new KafkaSettings("127.0.0.1:1", "http://127.0.0.1:1", "", Map.of());

  private final CountDownLatch released = new CountDownLatch(1);

  @Test
  void whatTakesTurnsIsAliveHoweverLongKafkaIsAway() {
    // given
    CountDownLatch turns = new CountDownLatch(60);
    try (ConsumerLoop loop = loop(turns::countDown)) {
      // when
      loop.start();

      // then
      await().until(() -> turns.getCount() == 0);
      assertThat(loop.isAlive()).isTrue();
    }
  }

  @Test
  void whatIsStuckInATurnIsNotAliveUntilItGoesOn() {
    // given
    try (ConsumerLoop loop = loop(this::awaitRelease)) {
      // when
      loop.start();

      // then
      await().until(() -> !loop.isAlive());
      released.countDown();
      await().until(loop::isAlive);
    }
  }

  @Test
  void whatHasDiedIsNotAlive() {
    // given: an error that no consumer's end explains
    try (ConsumerLoop loop =
        loop(
            () -> {
              throw new LinkageError("a class is missing");
            })) {
      assertThat(loop.isAlive()).as("not begun").isTrue();

      // when
      loop.start();

      // then
      await().dontCatchUncaughtExceptions().until(() -> !loop.isAlive());
    }
  }

  @Test
  void whatIsClosedCountsAsAlive() {
    // given
    ConsumerLoop loop = loop(() -> {});
    loop.start();

    // when
    loop.close();

    // then
    assertThat(loop.isAlive()).isTrue();
    assertThat(loop.goesOn()).isFalse();
  }

  private void awaitRelease() {
    try {
      released.await();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that does this in each turn. */
  private static ConsumerLoop loop(Runnable turn) {
    ConsumerLoop[] loop = new ConsumerLoop[1];
    loop[0] =
        new ConsumerLoop(
            "test",
            () -> NOWHERE.reader("test"),
            Duration.ZERO,
            LONGEST_TURN,
            consumer -> {
              while (loop[0].goesOn()) {
                turn.run();
                loop[0].pause(POLL);
              }
            });
    return loop[0];
  }
}
