package dev.xmcgan.generator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.MetricNames;
import dev.xmcgan.generator.testing.FakeDrawer;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The loop on a real Kafka, drawing with fakes. */
class ServingTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  private final FakeLoader loader = new FakeLoader();
  private KafkaSettings kafka;
  private Traffic traffic;

  @BeforeEach
  void ownTopics() {
    kafka = KAFKA.provision("serving-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    traffic = new Traffic(kafka);
  }

  @AfterEach
  void close() {
    traffic.close();
  }

  @Test
  @Tag("promise-1")
  void everyImageIsAnsweredExactlyOnce() {
    // given
    traffic.release("c-1");
    Map<String, Integer> expected = new HashMap<>();

    // when
    try (TestWorker worker = worker("w-1")) {
      for (int i = 0; i < 40; i++) {
        int count = 1 + i % 10;
        int priority = i % 3;
        traffic.request(
            "id-" + i, "a cat", builder -> builder.setCount(count).setPriority(priority));
        for (int index = 0; index < count; index++) {
          expected.put("id-" + i + "#" + index, 1);
        }
      }

      // then
      assertThat(traffic.awaitAnswers(expected.size())).isEqualTo(expected);
      assertThat(loader.drawer("c-1").batchSizes())
          .allMatch(size -> size <= TestWorker.MAX_BATCH)
          .contains(TestWorker.MAX_BATCH);
      await()
          .untilAsserted(
              () ->
                  assertThat(worker.meters().counter(MetricNames.IMAGES).count())
                      .isEqualTo(expected.size()));
      assertThat(worker.meters().getMeters())
          .as("Kafka's client tells of itself")
          .anyMatch(meter -> meter.getId().getName().startsWith("kafka.consumer.fetch.manager."));
    }
  }

  @Test
  void resultSaysHowItWasDrawn() {
    // given
    traffic.release("c-1");

    // when
    try (TestWorker worker = worker("w-1")) {
      traffic.request(
          "id-1",
          "a cat",
          builder -> builder.setCount(2).setSeed(7L).setFormat(ImageFormat.JPEG).setSize(32));
      traffic.awaitAnswers(2);
    }

    // then
    ImageResult second =
        traffic.images().stream().filter(image -> image.getIndex() == 1).findFirst().orElseThrow();
    assertThat(second.getCaption()).isEqualTo("a cat");
    assertThat(second.getCount()).isEqualTo(2);
    assertThat(second.getCheckpointId()).isEqualTo("c-1");
    assertThat(second.getWorkerId()).isEqualTo("w-1");
    assertThat(second.getRequestSeed()).isEqualTo(7);
    assertThat(second.getSeed()).isNotEqualTo(7);
    assertThat(second.getMediaType()).isEqualTo("image/jpeg");
    assertThat(second.getWidth()).isEqualTo(32);
    assertThat(second.getTimings().getBatchSize()).isBetween(1, TestWorker.MAX_BATCH);
  }

  @Test
  void aCaptionThatIsReadInPartIsDrawnAndTold() throws Exception {
    // given: a generator that reads three words
    traffic.release("c-1");

    // when
    try (TestWorker worker = worker("w-1")) {
      traffic.request("id-1", "a cat on a roof");
      traffic.request("id-2", "a cat");
      traffic.awaitAnswers(2);
    }

    // then
    Map<String, ImageResult> images =
        traffic.images().stream()
            .collect(Collectors.toMap(ImageResult::getRequestId, image -> image));
    assertThat(images.get("id-1").getTokensGiven()).isEqualTo(5);
    assertThat(images.get("id-1").getTokensRead()).isEqualTo(3);
    assertThat(images.get("id-1").getCaptionRead()).isEqualTo("a cat on");
    assertThat(images.get("id-2").getTokensRead()).isEqualTo(2);
    assertThat(images.get("id-2").getCaptionRead()).isEmpty();
  }

  @Test
  void checkpointNamedByARequestIsLoadedForIt() {
    // given
    traffic.release("c-1");
    traffic.publish("c-2");

    // when
    try (TestWorker worker = worker("w-1")) {
      traffic.request("new", "a cat");
      traffic.request("old", "a cat", builder -> builder.setModel("c-2"));
      traffic.awaitAnswers(2);

      // then
      assertThat(traffic.images())
          .extracting(ImageResult::getRequestId, ImageResult::getCheckpointId)
          .containsExactlyInAnyOrder(tuple("new", "c-1"), tuple("old", "c-2"));
      assertThat(worker.status().serving()).contains("c-1");
    }
  }

  @Test
  @Tag("promise-1")
  void whatFinishedOutOfOrderIsNotDrawnAgainAfterARestart() {
    // given: one request waits for a checkpoint that loads for ever; those behind it are answered
    traffic.release("c-1");
    traffic.publish("slow");
    CountDownLatch never = new CountDownLatch(1);
    loader.duringLoad(
        id -> {
          if (id.equals("slow")) {
            awaitQuietly(never);
          }
        });
    TestWorker first = worker("w-1").await(WorkerState.SERVING);
    traffic.request("waits", "a cat", builder -> builder.setModel("slow"));
    for (int i = 0; i < 30; i++) {
      traffic.request("id-" + i, "a cat");
    }
    traffic.awaitAnswers(30);

    // when
    never.countDown();
    loader.duringLoad(id -> {});
    first.close();

    // then
    try (TestWorker second = worker("w-1")) {
      Map<String, Integer> answers = traffic.awaitAnswers(31);
      assertThat(answers).hasSize(31).containsEntry("waits#0", 1);
      assertThat(answers.values()).containsOnly(1);
    }
  }

  @Test
  void fewRequestsOfATenantAreNotDrawnAfterTheManyOfAnother() {
    // given: all of them are held before the first is drawn
    List<String> drawn = new CopyOnWriteArrayList<>();
    FakeLoader recording =
        new FakeLoader(
            id ->
                new FakeDrawer(
                    id, requests -> requests.forEach(each -> drawn.add(each.caption()))));
    CountDownLatch ready = new CountDownLatch(1);
    recording.duringLoad(
        id -> {
          if (id.equals("slow")) {
            awaitQuietly(ready);
          }
        });
    traffic.release("c-1");
    traffic.publish("slow");
    try (TestWorker worker = TestWorker.start("w-1", kafka, recording, directory)) {
      ask(200, "many");
      ask(5, "few");
      await()
          .untilAsserted(
              () ->
                  assertThat(worker.meters().get(MetricNames.HELD).gauge().value()).isEqualTo(205));

      // when
      ready.countDown();
      traffic.awaitAnswers(205);

      // then
      assertThat(drawn.lastIndexOf("few")).isLessThan(40);
      assertThat(drawn).hasSize(205);
    }
  }

  private void ask(int requests, String tenant) {
    for (int i = 0; i < requests; i++) {
      traffic.request(
          tenant + "-" + i, tenant, builder -> builder.setTenant(tenant).setModel("slow"));
    }
  }

  private TestWorker worker(String id) {
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
