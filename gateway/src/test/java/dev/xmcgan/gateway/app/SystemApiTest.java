package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.DeadLetters;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class SystemApiTest {
  @Inject KafkaSettings kafka;
  @Inject RecordIds ids;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void whatWasGivenUpIsToldWithItsReason() {
    // given
    try (Records records = new Records(kafka)) {
      records.send(
          Topic.REJECTED_PAIRS,
          "a pair",
          RejectedPair.newBuilder()
              .setPairId("a pair")
              .setReason(RejectionReason.BROKEN_IMAGE)
              .setDetail("cut off in the middle")
              .setSource("test")
              .setRejectedAt(Published.THEN)
              .build());
      records.send(
          DeadLetters.of(
              kafka,
              new ConsumerRecord<>("requests", 3, 17, "key", "value"),
              new byte[] {1, 2, 3},
              "not Avro"));
    }

    // then
    given()
        .get("/v1/system")
        .then()
        .statusCode(200)
        .body("rejected_pairs[0].id", equalTo("a pair"))
        .body("rejected_pairs[0].reason", equalTo("broken_image"))
        .body("rejected_pairs[0].detail", containsString("cut off"))
        .body("dead_letters[0].record", equalTo("requests-3@17"))
        .body("dead_letters[0].reason", equalTo("not Avro"));
  }

  @Test
  void howFarEverybodyIsBehindAndWhatTheDisksHoldIsTold() throws Exception {
    // given: a request that the worker has answered, and a record that curation has not read
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle"))
        .post("/v1/images/generations")
        .then()
        .statusCode(200);
    String curation = kafka.id("curation");
    String trainer = kafka.id("trainer-photos");
    TopicPartition first = new TopicPartition(kafka.topic(Topic.IMAGE_TEXT_PAIRS), 0);
    TopicPartition curated = new TopicPartition(kafka.topic(Topic.TRAINING_PAIRS), 0);
    int behind;
    try (Records records = new Records(kafka);
        Admin admin = Admin.create(kafka.admin())) {
      commit(admin, curation, first, 0);
      // other tests have written pairs: this trainer has not read the last two, if there are
      long end =
          admin
              .listOffsets(Map.of(curated, OffsetSpec.latest()))
              .partitionResult(curated)
              .get()
              .offset();
      behind = (int) Math.min(2, end);
      commit(admin, trainer, curated, end - behind);
      records.send(
          new ProducerRecord<>(first.topic(), first.partition(), "behind", new byte[] {1}));
    }

    // then: once the figures that were told before are too old
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () ->
                given()
                    .get("/v1/system")
                    .then()
                    .statusCode(200)
                    .body("lags.find { it.reader == 'pairs' }.unread", greaterThan(0))
                    .body("lags.find { it.reader == 'view' }.unread", equalTo(0))
                    .body("lags.find { it.reader == 'training photos' }.unread", equalTo(behind))
                    .body("disks[0].topic_bytes", greaterThan(0))
                    .body("disks[0].usable_bytes", greaterThan(0L))
                    .body("disks[0].total_bytes", greaterThan(0L)));
  }

  private static void commit(Admin admin, String group, TopicPartition partition, long offset)
      throws Exception {
    admin
        .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theImageOfARejectedPairIsShownSmall(boolean hasIdOfAGateway) throws Exception {
    // given: twice as wide as high
    String id = hasIdOfAGateway ? ids.next() : "somebody/rejected";
    reject(id, ImageFiles.png(640, 320));

    // when
    byte[] png =
        given()
            .get(thumbnail(id))
            .then()
            .statusCode(200)
            .contentType("image/png")
            .header("Cache-Control", containsString("private"))
            .extract()
            .asByteArray();

    // then
    RgbImage small = PngFile.decode(png);
    assertThat(List.of(small.width(), small.height())).containsExactly(96, 48);
  }

  @Test
  void whatHasNoImageToShowIsNotFound() {
    // given
    String id = ids.next();
    reject(id, new byte[] {1, 2, 3});

    // then
    given()
        .get(thumbnail(id))
        .then()
        .statusCode(404)
        .body("error.code", equalTo("image_not_found"));
    given().get("/v1/rejected-pairs/987654/thumbnail").then().statusCode(404);
  }

  private void reject(String id, byte[] image) {
    try (Records records = new Records(kafka)) {
      RejectedPairs.send(records, id, image, RejectionReason.DUPLICATE);
    }
  }

  private static String thumbnail(String id) {
    return given()
        .get("/v1/system")
        .then()
        .extract()
        .path("rejected_pairs.find { it.id == '%s' }.thumbnail".formatted(id));
  }

  @Test
  void whatWaitsIsCounted() {
    // given
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("prompt", FakeWorker.IGNORED, "n", 3))
            .post("/v1/requests")
            .path("id");

    // then
    given()
        .get("/v1/system")
        .then()
        .body("queue.images", greaterThanOrEqualTo(3))
        .body("queue.requests", greaterThanOrEqualTo(1));
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () -> given().get("/v1/system").then().body("queue.oldest_seconds", greaterThan(0f)));
    given().delete("/v1/requests/" + id).then().statusCode(202);
  }
}
