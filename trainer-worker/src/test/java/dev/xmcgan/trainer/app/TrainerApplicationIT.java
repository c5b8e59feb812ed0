package dev.xmcgan.trainer.app;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.trainer.curation.Pairs;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The application as it starts, with the real text encoder and the starter's shape. It has a JVM of
 * its own: native libraries cannot be loaded by Quarkus's class loader and another.
 */
@QuarkusTest
@QuarkusTestResource(KafkaForTests.class)
class TrainerApplicationIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject KafkaSettings kafka;

  @Test
  void itStartsCuratesAndSaysSo() {
    // when
    await().atMost(PATIENCE).until(() -> get("/q/health/ready").statusCode() == 200);

    // then: ready, and waiting for pairs
    var ready = get("/q/health/ready").jsonPath();
    assertThat(ready.getString("checks[0].data.state")).isEqualTo("WAITING_FOR_PAIRS");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get("/q/health/ready").jsonPath().getString("checks[0].data.detail"))
                    .isEqualTo("0 of 48 pairs needed for a step"));
    assertThat(get("/q/health/live").statusCode()).isEqualTo(200);

    try (Records records = new Records(kafka)) {
      // when: a pair comes
      ImageTextPair pair = Pairs.pair("p-1", 1, "a tree");
      records.send(Topic.IMAGE_TEXT_PAIRS, "p-1", pair);

      // then: at the starter's size
      TrainingPair curated =
          records.read(Topic.TRAINING_PAIRS, TrainingPair.class, 1).get(0).value();
      assertThat(curated.getSize()).isEqualTo(64);
      await()
          .atMost(PATIENCE)
          .until(() -> get("/q/metrics").asString().contains("xmcgan_curation_accepted_total"));
      assertThat(
              records.readAll(Topic.WORKER_STATUS, WorkerStatus.class).stream()
                  .map(record -> record.value()))
          .anyMatch(
              status ->
                  status.getWorkerId().equals("trainer-of-test")
                      && status.getRole() == WorkerRole.TRAINER
                      && status.getState() == WorkerState.WAITING_FOR_PAIRS
                      && status.getDevice().startsWith("cpu"));
    }
  }
}
