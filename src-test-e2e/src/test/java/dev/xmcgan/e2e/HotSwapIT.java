package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pairs stream in, a checkpoint comes of them and is swapped in, and no request notices. */
@ExtendWith(SharedStack.class)
class HotSwapIT {
  private static final int CALLERS = 2;

  private final RunningStack stack;

  HotSwapIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void pairsBecomeTheCheckpointThatDrawsLaterImages() throws Exception {
    // given
    HttpUser user = new HttpUser(stack.url());
    String before = user.draw("a blue star", 1).path("data").get(0).path("checkpoint").asText();
    Set<String> checkpoints = ConcurrentHashMap.newKeySet();
    List<String> failures = new CopyOnWriteArrayList<>();
    AtomicInteger drawn = new AtomicInteger();
    AtomicBoolean enough = new AtomicBoolean();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    for (int caller = 0; caller < CALLERS; caller++) {
      callers.execute(
          () -> {
            while (!enough.get()) {
              try {
                JsonNode answer = user.draw("a small yellow ring at night", 1);
                checkpoints.add(answer.path("data").get(0).path("checkpoint").asText());
                drawn.incrementAndGet();
              } catch (Exception e) {
                failures.add(e.toString());
              }
            }
          });
    }

    try {
      // when
      stack.run(
          "import", "scenes", "--count", "160", "--seed", Long.toString(System.nanoTime() >>> 20));

      // then
      await()
          .atMost(Duration.ofMinutes(4))
          .until(() -> checkpoints.stream().anyMatch(id -> !id.equals(before)));
    } finally {
      enough.set(true);
      callers.shutdown();
      assertThat(callers.awaitTermination(90, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(failures).isEmpty();
    assertThat(drawn.get()).isGreaterThan(5);
    assertThat(user.models()).containsAll(checkpoints);
  }
}
