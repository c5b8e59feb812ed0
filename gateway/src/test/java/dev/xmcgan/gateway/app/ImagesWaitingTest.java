package dev.xmcgan.gateway.app;

import static dev.xmcgan.gateway.app.ImagesApiTest.PATH;
import static dev.xmcgan.gateway.app.ImagesApiTest.post;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.RequestCancellation;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers who wait for images: many, in vain, or no longer. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class ImagesWaitingTest {
  @Inject KafkaSettings kafka;
  @Inject OpenRequests open;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void manyCallersWaitOnFewThreadsAndEachGetsItsOwn() throws Exception {
    // given
    int callers = 30;
    ExecutorService pool = Executors.newFixedThreadPool(callers);

    // when
    List<Future<Response>> answers =
        IntStream.range(0, callers)
            .mapToObj(
                caller ->
                    pool.submit(
                        () ->
                            post(
                                Map.of(
                                    "prompt",
                                    "together " + callers + " caller " + caller,
                                    "seed",
                                    caller))))
            .toList();

    // then
    for (int caller = 0; caller < callers; caller++) {
      Response response = answers.get(caller).get();
      response.then().statusCode(200).body("seed", equalTo(caller));
      assertThat((Object) response.path("data[0].revised_prompt")).isNull();
    }
    pool.shutdown();
  }

  @Test
  void repeatedAnswersAndUndecodableOnesDoNoHarm() {
    post(Map.of("prompt", FakeWorker.TWICE, "n", 2))
        .then()
        .statusCode(200)
        .body("data", hasSize(2));
    post(Map.of("prompt", FakeWorker.AFTER_GARBAGE)).then().statusCode(200);
  }

  @Test
  void whenNobodyAnswersInTimeTheIdIsTold() {
    // when
    Response response = post(Map.of("prompt", FakeWorker.IGNORED, "n", 2));

    // then
    String id = response.header("X-Request-Id");
    response
        .then()
        .statusCode(504)
        .header("X-Should-Retry", "false")
        .body("error.code", equalTo("timeout"))
        .body("error.type", equalTo("server_error"))
        .body("error.message", containsString(id));
    given().get("/v1/requests/" + id).then().body("prompt", equalTo(FakeWorker.IGNORED));
  }

  @Test
  void whoLeavesCancels() throws IOException {
    // given
    String caption = FakeWorker.IGNORED + " for somebody who leaves";
    byte[] body = "{\"prompt\": \"%s\"}".formatted(caption).getBytes(UTF_8);

    // when
    try (Socket caller = new Socket("127.0.0.1", RestAssured.port)) {
      caller
          .getOutputStream()
          .write(
              ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: %d\r\n\r\n")
                  .formatted(PATH, body.length)
                  .getBytes(UTF_8));
      caller.getOutputStream().write(body);
      caller.getOutputStream().flush();
      await().atMost(Ready.PATIENCE).until(() -> requestsFor(caption).size() == 1);
    }

    // then
    String id = requestsFor(caption).get(0).getRequestId();
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(cancellation(id))
                    .hasValueSatisfying(
                        said ->
                            assertThat(said.getReason()).isEqualTo("anonymous: the caller left")));
  }

  @Test
  @Tag("promise-6")
  void aQueueThatIsFullRefusesAndSaysWhen() {
    // when: images are asked for that do not come in time, more than may be waited for
    Response refused = null;
    for (int request = 0;
        request < 11 && (refused == null || refused.statusCode() == 202);
        request++) {
      refused =
          given()
              .contentType(ContentType.JSON)
              .body(Map.of("prompt", FakeWorker.IGNORED, "n", 10, "timeout", 4))
              .post("/v1/requests");
    }

    // then
    refused
        .then()
        .statusCode(429)
        .body("error.code", equalTo("queue_full"))
        .body("error.type", equalTo("rate_limit_error"));
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    await()
        .atMost(Ready.PATIENCE)
        .until(() -> post(Map.of("prompt", "a red circle")).statusCode() == 200);
    // what the others find is as empty and as fast as it was
    await().atMost(Ready.PATIENCE).until(() -> open.images() == 0);
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> {
              for (int request = 0; request < 3; request++) {
                given()
                    .contentType(ContentType.JSON)
                    .body(Map.of("prompt", "a red circle", "n", 10))
                    .post("/v1/requests");
              }
              return open.imagesPerSecond().orElse(0) > 10;
            });
    await().atMost(Ready.PATIENCE).until(() -> open.images() == 0);
  }

  private List<CaptionRequest> requestsFor(String caption) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class).stream()
          .map(ConsumerRecord::value)
          .filter(request -> request.getCaption().equals(caption))
          .toList();
    }
  }

  private Optional<RequestCancellation> cancellation(String id) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.REQUEST_CANCELLATIONS, RequestCancellation.class).stream()
          .filter(record -> record.key().equals(id))
          .map(ConsumerRecord::value)
          .findFirst();
    }
  }
}
