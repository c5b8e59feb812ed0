package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.MetricNames;
import dev.xmcgan.generator.status.Phase;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die, hang or share: each request is answered once all the same. */
@Tag("promise-1")
class TakeoverTest {
  private static final int REQUESTS = 40;

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    String prefix = "takeover-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    KafkaSettings provisioned = KAFKA.provision(prefix);
    kafka =
        new KafkaSettings(
            provisioned.bootstrapServers(),
            provisioned.registryUrl(),
            prefix,
            // a member that does not poll for so long loses its partitions
            Map.of("max.poll.interval.ms", "4000"));
    traffic = new Traffic(kafka);
    traffic.release("c-1");
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @Test
  void workerThatDiesBetweenDrawingAndCommittingIsReplaced() {
    // given
    AtomicInteger passes = new AtomicInteger();
    FakeLoader dying =
        new FakeLoader(
            id ->
                new FakeDrawer(
                    id,
                    requests -> {
                      if (passes.incrementAndGet() == 3) {
                        throw new InternalError("the process is gone");
                      }
                    }));
    Map<String, Integer> all = traffic.requests(REQUESTS);
    TestWorker first = worker("w-1", dying);
    await().atMost(Duration.ofSeconds(60)).until(first::hasFailed);
    assertThat(first.status().phase()).isInstanceOf(Phase.Failed.class);

    // when
    try (TestWorker second = worker("w-1", new FakeLoader())) {
      // then
      assertThat(traffic.awaitAnswers(REQUESTS)).isEqualTo(all);
      assertThat(second.status().state()).isEqualTo(WorkerState.SERVING);
    }
    first.close();
  }

  @Test
  @Tag("promise-7")
  void requestThatKillsTheProcessTwiceFailsAndItsCompanyIsDrawn() {
    // given
    FakeLoader deadly =
        new FakeLoader(
            id ->
                new FakeDrawer(
                    id,
                    requests -> {
                      if (requests.stream().anyMatch(each -> each.caption().equals("deadly"))) {
                        throw new InternalError("the process is gone");
                      }
                    }));
    traffic.request("killer", "deadly");
    Map<String, Integer> all = traffic.requests(REQUESTS);

    // when: it dies in company, then alone
    for (int start = 0; start < 2; start++) {
      TestWorker dying = worker("w-1", deadly);
      await().atMost(Duration.ofSeconds(60)).until(dying::hasFailed);
      dying.close();
    }

    // then
    try (TestWorker worker = worker("w-1", deadly)) {
      Map<String, Integer> expected = new HashMap<>(all);
      expected.put("killer!INTERNAL", 1);
      assertThat(traffic.awaitAnswers(REQUESTS + 1)).isEqualTo(expected);
      assertThat(traffic.failures().get(0).getRetriable()).isFalse();
      assertThat(traffic.failures().get(0).getMessage()).contains("ended 2 times");
      assertThat(worker.status().state()).isEqualTo(WorkerState.SERVING);
    }
  }

  @Test
  void zombieIsFencedByItsReplacement() {
    // given
    CountDownLatch hang = new CountDownLatch(1);
    CountDownLatch hanging = new CountDownLatch(1);
    FakeLoader hung =
        new FakeLoader(
            id ->
                new FakeDrawer(
                    id,
                    requests -> {
                      hanging.countDown();
                      awaitQuietly(hang);
                    }));
    Map<String, Integer> all = traffic.requests(REQUESTS);
    TestWorker zombie = worker("w-1", hung);
    awaitQuietly(hanging);

    // when
    try (TestWorker replacement = worker("w-1", new FakeLoader()).await(WorkerState.SERVING)) {
      hang.countDown();

      // then
      await().atMost(Duration.ofSeconds(60)).until(zombie::hasFailed);
      assertThat(zombie.status().state()).isEqualTo(WorkerState.FAILED);
      assertThat(zombie.status().detail()).startsWith("another worker runs as w-1; give each");
      assertThat(traffic.awaitAnswers(REQUESTS)).isEqualTo(all);
      assertThat(replacement.status().state()).isEqualTo(WorkerState.SERVING);
    }
    zombie.close();
  }

  @Test
  void workerThatDrawsForLongKeepsItsPartitionsAndIsSeenToStand() {
    // given: longer than a member may stay away from the group
    CountDownLatch hang = new CountDownLatch(1);
    FakeLoader slow = new FakeLoader(id -> new FakeDrawer(id, requests -> awaitQuietly(hang)));
    try (TestWorker worker = worker("w-1", slow).await(WorkerState.SERVING)) {
      assertThat(worker.progressing(Duration.ofSeconds(5))).isTrue();
      Map<String, Integer> all = traffic.requests(REQUESTS);

      // then
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !worker.progressing(Duration.ofSeconds(5)));
      assertThat(worker.hasFailed()).isFalse();

      // when
      hang.countDown();

      // then
      assertThat(traffic.awaitAnswers(REQUESTS)).isEqualTo(all);
      assertThat(worker.progressing(Duration.ofSeconds(5))).isTrue();
      assertThat(worker.meters().counter(MetricNames.ABORTS).count()).isZero();
    }
  }

  @Test
  void workersThatComeAndGoShareTheRequests() {
    // given
    FakeLoader firstLoader = new FakeLoader();
    FakeLoader secondLoader = new FakeLoader();

    // when
    try (TestWorker first = worker("w-1", firstLoader).await(WorkerState.SERVING)) {
      for (int i = 0; i < REQUESTS / 2; i++) {
        traffic.request("id-" + i, "a cat");
      }
      try (TestWorker second = worker("w-2", secondLoader).await(WorkerState.SERVING)) {
        int next = REQUESTS / 2;
        while (second.status().status().getImagesDrawn() == 0 && next < 2_000) {
          traffic.request("id-" + next++, "a cat");
        }
        int sent = next;
        assertThat(traffic.awaitAnswers(sent)).hasSize(sent).allSatisfy((id, n) -> once(n));
      }
      int again = 5;
      for (int i = 0; i < again; i++) {
        traffic.request("after-" + i, "a cat");
      }

      // then
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(traffic.answers())
                      .containsKeys("after-0#0", "after-1#0", "after-2#0", "after-3#0"));
      assertThat(traffic.answers().values()).containsOnly(1);
      assertThat(first.status().status().getImagesDrawn()).isPositive();
    }
  }

  private static void once(Integer times) {
    assertThat(times).isEqualTo(1);
  }

  private TestWorker worker(String id, FakeLoader loader) {
    return TestWorker.start(id, kafka, loader, directory.resolve(id));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
