package dev.xmcgan.generator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.generator.testing.Traffic;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class GoneWorkersTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Duration LONG = Duration.ofHours(2);

  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @TempDir Path directory;

  @Test
  void onlyGeneratorsThatAreSilentForLongAreGone() {
    // given
    List<WorkerStatus> statuses =
        List.of(
            status("gone", WorkerRole.GENERATOR, NOW.minus(LONG)),
            status("fresh", WorkerRole.GENERATOR, NOW.minusSeconds(3)),
            status("trainer", WorkerRole.TRAINER, NOW.minus(LONG)));

    // then
    assertThat(GoneWorkers.silentSince(statuses, NOW.minus(Duration.ofHours(1))))
        .containsExactly("gone");
  }

  @Test
  void statusOfAWorkerThatIsGoneIsRemovedByAnother() {
    // given
    KafkaSettings kafka =
        KAFKA.provision("gone-" + UUID.randomUUID().toString().substring(0, 8) + "-");
    try (Traffic traffic = new Traffic(kafka);
        CompactedTopic<WorkerStatus> seen =
            new CompactedTopic<>(kafka, Topic.WORKER_STATUS, WorkerStatus.class)) {
      traffic.release("c-1");
      traffic
          .records()
          .send(Topic.WORKER_STATUS, "w-0", status("w-0", WorkerRole.GENERATOR, NOW.minus(LONG)));
      seen.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> seen.get("w-0").isPresent());

      // when
      try (TestWorker worker =
          TestWorker.start("w-1", kafka, new FakeLoader(), directory.resolve("w-1"))) {
        worker.await(WorkerState.SERVING);

        // then
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.get("w-0").isEmpty());
        assertThat(seen.get("w-1")).isPresent();
      }
    }
  }

  private static WorkerStatus status(String id, WorkerRole role, Instant updatedAt) {
    return WorkerStatus.newBuilder()
        .setWorkerId(id)
        .setRole(role)
        .setState(WorkerState.SERVING)
        .setStartedAt(updatedAt)
        .setUpdatedAt(updatedAt)
        .build();
  }
}
