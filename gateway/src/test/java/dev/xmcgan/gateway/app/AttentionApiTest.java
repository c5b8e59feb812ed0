package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class AttentionApiTest {

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void imagesComeWithWhereTheirWordsActedWhenAsked() {
    draw(Map.of("prompt", "a ring", "attention", true))
        .then()
        .statusCode(200)
        .body("data[0].attention.edge", equalTo(2))
        .body("data[0].attention.words.word", equalTo(List.of("a", "ring")))
        .body("data[0].attention.words[1].weights", equalTo(List.of(0f, 0.8f, 0f, 0.4f)));
    draw(Map.of("prompt", "a ring")).then().body("data[0].attention", nullValue());
  }

  @Test
  void anImageHasAnUrlForItsNumbersAndOneForEachWord() throws Exception {
    // given
    Response drawn = draw(Map.of("prompt", "a ring", "attention", true));
    String url = "/v1/images/" + drawn.path("id") + "/0";

    // then
    given().get(url + "/attention").then().statusCode(200).body("words[0].word", equalTo("a"));
    Response overlay = given().get(url + "/attention/0");
    overlay.then().statusCode(200).contentType("image/png");
    RgbImage plain = image(Base64.getDecoder().decode(drawn.<String>path("data[0].b64_json")));
    RgbImage lit = image(overlay.asByteArray());
    assertThat(lit.width()).isEqualTo(plain.width());
    // it acted on the left: there it is as bright as it was, and on the right dark
    assertThat(red(lit, 0)).isCloseTo(red(plain, 0), within(5)).isGreaterThan(100);
    assertThat(red(lit, 7)).isLessThan(red(plain, 7) / 3);
  }

  @Test
  void whatIsNotThereIsNotFoundInWords() {
    // given
    String with = draw(Map.of("prompt", "a ring", "attention", true)).path("id");
    String without = draw(Map.of("prompt", "a ring")).path("id");

    // then
    given()
        .get("/v1/images/" + with + "/0/attention/2")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("attention_not_found"))
        .body("error.message", containsString("2 words"));
    given()
        .get("/v1/images/" + without + "/0/attention")
        .then()
        .statusCode(404)
        .body("error.message", containsString("without 'attention'"));
    given()
        .get("/v1/images/" + with + "/3/attention")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("image_not_found"));
  }

  private static Response draw(Map<String, Object> body) {
    return given().contentType(ContentType.JSON).body(body).post("/v1/images/generations");
  }

  private static RgbImage image(byte[] file) throws Exception {
    return PngFile.decode(file);
  }

  private static int red(RgbImage image, int x) {
    return image.pixel(x, 0) >> 16 & 0xFF;
  }
}
