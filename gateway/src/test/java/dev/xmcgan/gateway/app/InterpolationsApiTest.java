package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Interpolation;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class InterpolationsApiTest {
  private static final String PATH = "/v1/interpolations";

  @Inject KafkaSettings kafka;

  @TestHTTPResource("/v1/requests/")
  URI requests;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void anInterpolationIsOneStripOfAllItsImages() throws Exception {
    // when
    Response response =
        post(
            Map.of(
                "prompt",
                " a red  circle",
                "to_prompt",
                "a blue ring",
                "seed",
                7,
                "to_seed",
                "9",
                "to_index",
                3,
                "frames",
                32));

    // then
    response
        .then()
        .statusCode(200)
        .body("frames", equalTo(32))
        .body("width", equalTo(8))
        .body("prompt", equalTo("a red circle"))
        .body("to_prompt", equalTo("a blue ring"))
        .body("seed", equalTo(7))
        .body("to_seed", equalTo(9))
        .body("checkpoint", equalTo(FakeWorker.CHECKPOINT))
        .body("output_format", equalTo("png"));
    RgbImage strip = PngFile.decode(file(response));
    assertThat(strip.width()).isEqualTo(32 * 8);
    assertThat(strip.height()).isEqualTo(8);
    for (int frame = 0; frame < 32; frame++) {
      assertThat(strip.pixel(8 * frame + 3, 3) & 0xFF).isEqualTo(frame * FakeWorker.FRAME_STEP);
    }

    // and: on Kafka it is one request
    CaptionRequest request = onKafka(response.header("X-Request-Id"));
    assertThat(request.getCount()).isEqualTo(32);
    assertThat(request.getInterpolation()).isEqualTo(new Interpolation("a blue ring", 9L, 3));
  }

  @Test
  void anAnimationGoesThereAndBack() throws Exception {
    // when
    Response response =
        post(
            Map.of(
                "prompt", "a ring", "to_seed", 5, "seed", 4, "frames", 4, "output_format", "gif"));

    // then
    response.then().statusCode(200).body("output_format", equalTo("gif"));
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(file(response))));
    assertThat(reader.getNumImages(true)).isEqualTo(6);
    for (int frame = 0; frame < 6; frame++) {
      int expected = FakeWorker.FRAME_STEP * Math.min(frame, 6 - frame);
      assertThat(reader.read(frame).getRGB(3, 3) & 0xFF).isEqualTo(expected);
    }
  }

  @Test
  void itIsARequestThatAnybodyWhoMayCanComeBackTo() {
    // given
    String id =
        post(Map.of("prompt", "a ring", "to_prompt", "a star", "index", 4, "frames", 12))
            .path("id");

    // then: the images by themselves, counted from 0
    Response request = given().get("/v1/requests/" + id);
    request.then().body("status", equalTo("done")).body("images", hasSize(12));
    request.then().body("images[11].index", equalTo(11));
    given().get(request.<String>path("images[11].url")).then().statusCode(200);

    // and: the file again, of either kind
    given().get(PATH + "/" + id).then().statusCode(200).body("output_format", equalTo("png"));
    given()
        .get(PATH + "/" + id + "?output_format=gif")
        .then()
        .statusCode(200)
        .body("output_format", equalTo("gif"))
        .body("index", equalTo(4));
  }

  @Test
  void itsEventsGoOnAfterAnyOfItsImages() throws Exception {
    // given
    String id = post(Map.of("prompt", "a ring", "to_prompt", "a star", "frames", 12)).path("id");
    HttpRequest cutOff =
        HttpRequest.newBuilder(requests.resolve(id + "/events"))
            .header("Last-Event-ID", "0,1,2,3,4,5,6,7,8,9,11")
            .build();

    // when, then
    try (EventStreamClient client = new EventStreamClient(cutOff)) {
      await().atMost(Ready.PATIENCE).until(() -> client.events("done").size() == 1);
      assertThat(client.events("image"))
          .singleElement()
          .satisfies(image -> assertThat(image.data().path("index").asInt()).isEqualTo(10));
    }
  }

  @Test
  void whoAsksAgainIsToldWhatItWasDrawnWith() {
    // given: seeds are chosen here
    Map<String, Object> body = Map.of("prompt", "a ring", "to_prompt", "a star", "frames", 2);

    // when
    Response first = post("once", body);
    Response again = post("once", body);

    // then
    again
        .then()
        .statusCode(200)
        .body("id", equalTo(first.path("id")))
        .body("seed", equalTo(first.path("seed")))
        .body("to_seed", equalTo(first.path("to_seed")));
    assertThat(first.<Number>path("to_seed")).isEqualTo(first.path("seed"));
  }

  @Test
  void whatIsNoInterpolationIsNotFoundAsOne() {
    // given
    String plain =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("prompt", "a ring"))
            .post("/v1/requests")
            .path("id");

    // then
    given()
        .get(PATH + "/" + plain)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("request_not_found"));
  }

  @Test
  void oneThatIsNotDrawnYetIsSaidSo() {
    // given: nobody draws it before it is of no use
    Response late =
        post(Map.of("prompt", FakeWorker.IGNORED, "to_prompt", "a star", "timeout", 0.2));
    late.then().statusCode(504).body("error.code", equalTo("timeout"));

    // then
    given()
        .get(PATH + "/" + late.header("X-Request-Id"))
        .then()
        .statusCode(409)
        .body("error.code", equalTo("interpolation_not_drawn"))
        .body("error.message", containsString("0 of 8 images"));
  }

  @Test
  void aFailureIsThatOfARequest() {
    post(Map.of("prompt", "fail with NON_FINITE_IMAGE", "to_prompt", "a star"))
        .then()
        .statusCode(500);
  }

  @ParameterizedTest
  @CsvSource({
    "{\"to_prompt\": \"b\"},                                         prompt",
    "{\"prompt\": \"a\"},                                            to_prompt",
    "{\"prompt\": \"a\"; \"seed\": 1; \"to_seed\": 1},               to_prompt",
    "{\"prompt\": \"a\"; \"to_prompt\": \" \"},                      to_prompt",
    "{\"prompt\": \"a\"; \"to_prompt\": \"b\"; \"frames\": 1},       frames",
    "{\"prompt\": \"a\"; \"to_prompt\": \"b\"; \"frames\": 33},      frames",
    "{\"prompt\": \"a\"; \"to_prompt\": \"b\"; \"to_index\": 10},    to_index",
    "{\"prompt\": \"a\"; \"to_prompt\": \"b\"; \"output_format\": \"webp\"}, output_format",
    "{\"prompt\": \"a\"; \"to_prompt\": \"b\"; \"n\": 3},            n",
  })
  void whatMakesNoSenseIsRefusedByItsName(String body, String field) {
    given()
        .contentType(ContentType.JSON)
        .body(body.replace(';', ','))
        .post(PATH)
        .then()
        .statusCode(400)
        .body("error.param", equalTo(field));
  }

  private static Response post(String idempotencyKey, Map<String, Object> body) {
    return given()
        .header("Idempotency-Key", idempotencyKey)
        .contentType(ContentType.JSON)
        .body(body)
        .post(PATH);
  }

  private static Response post(Map<String, Object> body) {
    return given().contentType(ContentType.JSON).body(body).post(PATH);
  }

  private static byte[] file(Response response) {
    return Base64.getDecoder().decode(response.<String>path("b64_json"));
  }

  private CaptionRequest onKafka(String id) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.CAPTION_REQUESTS, CaptionRequest.class).stream()
          .filter(record -> id.equals(record.key()))
          .findFirst()
          .orElseThrow()
          .value();
    }
  }
}
