package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.limits.PairLimits;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class PairBatchApiTest {
  private static final String FILE = Base64.getEncoder().encodeToString(ImageFiles.png(64, 64));

  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void eachPairIsAcceptedOrRejectedByItsPosition() {
    // when
    ValidatableResponse answer =
        send(
            line("batch-0", FILE, "\"a ring\", \"a blue ring\""),
            "",
            "{\"image\": ",
            line("batch-2", FILE, ""),
            line("batch-3", Base64.getEncoder().encodeToString(new byte[] {1, 2}), "\"a ring\""),
            "{\"image\": \"%s\", \"captions\": [\"a ring\"], \"colour\": 1}".formatted(FILE),
            "{\"image\": \"~\", \"captions\": [\"a ring\"]}",
            line("batch-6", FILE, "null"),
            "{\"image\": \"%s\", \"captions\": \"a ring\"}".formatted(FILE),
            line("batch-8", FILE, "\"a green ring\""));

    // then
    answer
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("rejected", equalTo(7))
        .body("data.position", contains(0, 1, 2, 3, 4, 5, 6, 7, 8))
        .body("data.findAll { it.id != null }.position", contains(0, 8))
        .body("data.findAll { it.id != null }.id", contains("batch-0", "batch-8"))
        .body("data[1].error.code", equalTo("invalid_json"))
        .body("data[2].error.param", equalTo("caption"))
        .body("data[3].error.code", equalTo("unsupported_format"))
        .body("data[4].error.code", equalTo("unknown_parameter"))
        .body("data[5].error.message", equalTo("'image' must be a file in base 64."))
        .body("data[6].error.message", equalTo("A caption must be a text."))
        .body("data[7].error.message", equalTo("'captions' must be a list of strings."));
    try (Records records = new Records(kafka)) {
      assertThat(records.readAll(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class))
          .filteredOn(record -> record.key().startsWith("batch-"))
          .extracting(record -> List.copyOf(record.value().getCaptions()))
          .containsExactlyInAnyOrder(List.of("a ring", "a blue ring"), List.of("a green ring"));
    }
  }

  @Test
  void aLineThatIsTooLongCostsItselfAlone() {
    send(
            line("long-0", "A".repeat(2 * PairLimits.MAX_IMAGE_BYTES), "\"a ring\""),
            line("long-1", FILE, "\"a ring\""))
        .statusCode(200)
        .body("data[0].error.code", equalTo("line_too_long"))
        .body("data[1].id", equalTo("long-1"));
  }

  @Test
  void moreThanACallTakesAreToldFromWhereOn() {
    send(IntStream.range(0, 1_100).mapToObj(at -> "{}").toArray(String[]::new))
        .statusCode(200)
        .body("data.size()", equalTo(1_001))
        .body("data[999].error.code", equalTo("missing_required_parameter"))
        .body("data[1000].error.code", equalTo("too_many_pairs"));
  }

  @Test
  void whatIsNoBatchIsRefused() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/pairs/batch")
        .then()
        .statusCode(415)
        .body("error.code", equalTo("unsupported_content_type"));
  }

  @Test
  void aFormMayHaveSeveralImagesEachWithItsOwnCaptions() {
    // when
    ValidatableResponse answer =
        form()
            .multiPart("caption", "a form's ring\na form's second caption")
            .multiPart("image", "b.png", new byte[] {1, 2}, "image/png")
            .multiPart("caption", "a form's broken file")
            .multiPart("image", "c.png", ImageFiles.png(64, 64), "image/png")
            .multiPart("caption", "a form's star")
            .post("/v1/pairs")
            .then();

    // then
    answer
        .statusCode(200)
        .body("accepted", equalTo(2))
        .body("data.position", contains(0, 1, 2))
        .body("data[1].error.code", equalTo("unsupported_format"));
    List<String> ids = answer.extract().path("data.findAll { it.id != null }.id");
    try (Records records = new Records(kafka)) {
      assertThat(records.readAll(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class))
          .filteredOn(record -> ids.contains(record.key()))
          .extracting(record -> List.copyOf(record.value().getCaptions()))
          .containsExactlyInAnyOrder(
              List.of("a form's ring", "a form's second caption"), List.of("a form's star"));
    }
  }

  @Test
  void severalImagesOfWhichItIsNotKnownWhatTheyShowAreRefused() {
    form()
        .multiPart("image", "b.png", ImageFiles.png(64, 64), "image/png")
        .multiPart("caption", "which of both?")
        .post("/v1/pairs")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("status", equalTo(400))
        .body(
            "detail",
            equalTo(
                "2 parts 'image' need as many parts 'caption', in their order; several captions of one are lines of its part."))
        .body("error.code", equalTo("captions_do_not_match"));
    form()
        .multiPart("image", "b.png", ImageFiles.png(64, 64), "image/png")
        .multiPart("caption", "one")
        .multiPart("caption", "two")
        .multiPart("id", "mine")
        .post("/v1/pairs")
        .then()
        .statusCode(400)
        .body("error.param", equalTo("id"));
  }

  private static RequestSpecification form() {
    return given().multiPart("image", "a.png", ImageFiles.png(64, 64), "image/png");
  }

  private static String line(String id, String image, String captions) {
    return "{\"id\": \"%s\", \"image\": \"%s\", \"captions\": [%s]}".formatted(id, image, captions);
  }

  private static ValidatableResponse send(String... lines) {
    return given()
        .config(
            RestAssuredConfig.config()
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .encodeContentTypeAs("application/x-ndjson", ContentType.TEXT)))
        .contentType("application/x-ndjson")
        .body(String.join("\n", lines))
        .post("/v1/pairs/batch")
        .then();
  }
}
