package dev.xmcgan.generator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.swap.SwapState.Serving;
import dev.xmcgan.generator.testing.FakeBoard;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.SettableClock;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.schemas.NewPairs;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FreshnessMeterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  private final SettableClock clock = new SettableClock(Instant.ofEpochSecond(1_000));
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final WorkerMetrics metrics = new WorkerMetrics(registry, clock);
  private final WorkerStatusBoard status = new WorkerStatusBoard("w-1", "stable", metrics, clock);
  private final FakeBoard releases = new FakeBoard();
  private final FreshnessMeter meter = new FreshnessMeter(releases, metrics, status, clock);

  @Test
  void theFirstImageOfAReleaseTellsHowLongItsPairsTook() {
    // given
    releases.publish("c-1");
    releases.publish(learned("c-2", "c-1", 960, 970, 990));
    serve("c-1");
    meter.published("c-1");

    // when
    serve("c-2");
    meter.published("c-2");
    clock.advance(Duration.ofSeconds(30));
    meter.published("c-2");

    // then
    assertThat(status.status().getFreshness())
        .isEqualTo(new Freshness("c-2", 3L, 30_000L, 40_000L, Instant.ofEpochSecond(1_000)));
    assertThat(registry.get(MetricNames.FRESHNESS).timer().count()).isEqualTo(3);
    assertThat(registry.get(MetricNames.FRESHNESS).timer().totalTime(TimeUnit.SECONDS))
        .isEqualTo(80);
  }

  @Test
  void aCheckpointThatARequestNamedIsNoRelease() {
    // given
    releases.publish("c-1");
    releases.publish(learned("c-2", "c-1", 960));
    serve("c-1");
    meter.published("c-1");

    // when
    meter.published("c-2");

    // then
    assertThat(status.status().getFreshness()).isNull();
  }

  @Test
  void aWorkerTellsItOnItsStatus(@TempDir Path directory) {
    // given
    KafkaSettings kafka =
        KAFKA.provision("fresh-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    try (Traffic traffic = new Traffic(kafka);
        TestWorker worker = TestWorker.start("w-1", kafka, new FakeLoader(), directory)) {
      traffic.release("c-1");
      worker.awaitServing("c-1");
      traffic.request("r-1", "a cat");
      traffic.awaitAnswers(1);

      // when: the release comes some time before the first request that it draws
      Instant arrival = Instant.now().minusSeconds(20);
      traffic
          .records()
          .send(Topic.CHECKPOINTS, "c-2", learned("c-2", "c-1", arrival.getEpochSecond()));
      traffic.releaseOnly("c-2");
      worker.awaitServing("c-2");
      assertThat(worker.status().status().getFreshness()).isNull();
      traffic.request("r-2", "a dog");

      // then
      Freshness told =
          await()
              .atMost(PATIENCE)
              .until(() -> newestStatus(traffic).getFreshness(), freshness -> freshness != null);
      assertThat(told.getCheckpointId()).isEqualTo("c-2");
      assertThat(told.getPairs()).isEqualTo(1);
      assertThat(Duration.ofMillis(told.getMedianMillis()))
          .isBetween(
              Duration.ofSeconds(20), Duration.between(arrival, Instant.now()).plusSeconds(1));
    }
  }

  private static WorkerStatus newestStatus(Traffic traffic) {
    var all = traffic.records().readAll(Topic.WORKER_STATUS, WorkerStatus.class);
    return all.get(all.size() - 1).value();
  }

  private void serve(String checkpointId) {
    status.swap("stable", new Serving(checkpointId, Optional.empty()));
  }

  private static Checkpoint learned(String id, String parent, long... arrivals) {
    List<Long> millis = LongStream.of(arrivals).map(second -> second * 1_000).boxed().toList();
    return Checkpoint.newBuilder(FakeBoard.manifest(id))
        .setParentId(parent)
        .setNewPairs(new NewPairs((long) millis.size(), millis))
        .build();
  }
}
