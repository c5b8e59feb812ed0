package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a share group: more of them than partitions, and each request answered. */
class ShareLoopTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration SHORTEST_LOCK = Duration.ofSeconds(15);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final List<TestWorker> workers = new ArrayList<>();
  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("share-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
    traffic.release("c-1");
  }

  @AfterEach
  void close() {
    workers.forEach(TestWorker::close);
    traffic.close();
  }

  @Test
  void moreWorkersThanPartitionsDraw() {
    // given: none ends its first pass before all have begun one
    int count = Topic.CAPTION_REQUESTS.partitions() + 2;
    CountDownLatch allDraw = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      AtomicInteger passes = new AtomicInteger();
      start(
          "w-" + i,
          requests -> {
            if (passes.getAndIncrement() == 0) {
              allDraw.countDown();
            }
            awaitQuietly(allDraw);
          });
    }
    workers.forEach(worker -> worker.await(WorkerState.SERVING));

    // when
    int sent = 0;
    while (allDraw.getCount() > 0 && sent < 2_000) {
      for (int i = 0; i < 20; i++) {
        traffic.request("id-" + sent++, "a cat");
      }
      awaitQuietly(allDraw, Duration.ofSeconds(1));
    }

    // then
    assertThat(allDraw.getCount()).as("workers that got nothing").isZero();
    awaitAnswered(sent);
  }

  @Test
  @Tag("promise-7")
  void whatAWorkerDiesOfInMidDrawIsAnsweredByOthers() {
    // given
    CountDownLatch drawing = new CountDownLatch(1);
    start(
        "dies",
        requests -> {
          drawing.countDown();
          throw new InternalError("the process is gone");
        });
    workers.get(0).await(WorkerState.SERVING);
    for (int i = 0; i < 40; i++) {
      traffic.request("id-" + i, "a cat");
    }
    awaitQuietly(drawing);
    await().atMost(PATIENCE).until(workers.get(0)::hasFailed);

    // when
    start("lives", requests -> {});

    // then
    awaitAnswered(40);
  }

  @Test
  void requestThatIsDrawnForLongerThanItsLockIsNobodyElses() throws Exception {
    // given: the shortest locks that Kafka has
    setLock(SHORTEST_LOCK);
    CountDownLatch drawing = new CountDownLatch(1);
    CountDownLatch hang = new CountDownLatch(1);
    start(
        "slow",
        requests -> {
          drawing.countDown();
          awaitQuietly(hang);
        });
    workers.get(0).await(WorkerState.SERVING);
    traffic.request("id-0", "a cat");
    awaitQuietly(drawing);

    // when
    start("idle", requests -> {});
    workers.get(1).await(WorkerState.SERVING);
    await()
        .during(SHORTEST_LOCK.plusSeconds(5))
        .atMost(PATIENCE)
        .until(() -> traffic.images().isEmpty());
    hang.countDown();

    // then
    awaitAnswered(1);
    assertThat(traffic.images())
        .singleElement()
        .satisfies(image -> assertThat(image.getWorkerId()).isEqualTo("slow"));
  }

  @Test
  @Tag("promise-7")
  void poisonIsPutAsideAndAnswered() {
    // given
    start("w-1", requests -> {});

    // when
    traffic
        .records()
        .sendRaw(Topic.CAPTION_REQUESTS, "poison", "no Avro".getBytes(StandardCharsets.UTF_8));
    traffic.request("bomb", FakeDrawer.THROWS);
    traffic.request("good", "a cat");

    // then
    assertThat(traffic.awaitAnswers(3))
        .containsOnlyKeys("poison!INVALID_REQUEST", "bomb!INTERNAL", "good#0");
    assertThat(traffic.records().readRaw(Topic.DEAD_LETTERS, 1)).hasSize(1);
  }

  private void setLock(Duration length) throws Exception {
    ConfigResource group =
        new ConfigResource(ConfigResource.Type.GROUP, kafka.id(ShareRequests.GROUP));
    ConfigEntry lock =
        new ConfigEntry("share.record.lock.duration.ms", String.valueOf(length.toMillis()));
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(group, List.of(new AlterConfigOp(lock, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private void start(String id, Consumer<List<ImageRequest>> onDraw) {
    FakeLoader loader = new FakeLoader(checkpoint -> new FakeDrawer(checkpoint, onDraw));
    workers.add(TestWorker.startSharing(id, kafka, loader, directory.resolve(id)));
  }

  /** At least once, and of one request all answers are the same image. */
  private void awaitAnswered(int count) {
    Set<String> expected =
        IntStream.range(0, count).mapToObj(i -> "id-" + i).collect(Collectors.toSet());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(traffic.images())
                    .extracting(ImageResult::getRequestId)
                    .containsAll(expected));
    assertThat(traffic.failures()).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    awaitQuietly(latch, PATIENCE);
  }

  private static void awaitQuietly(CountDownLatch latch, Duration longest) {
    try {
      var unused = latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
