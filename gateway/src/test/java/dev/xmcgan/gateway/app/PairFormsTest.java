package dev.xmcgan.gateway.app;

import static dev.xmcgan.gateway.app.PairsApiTest.PNG;
import static dev.xmcgan.gateway.app.PairsApiTest.caption;
import static dev.xmcgan.gateway.app.PairsApiTest.upload;
import static dev.xmcgan.gateway.app.PairsApiTest.utf8;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.pairs.ImageFiles;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that are no pair. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class PairFormsTest {
  @TestHTTPResource("/v1/pairs")
  URI uri;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void missingPartsAreNamed() {
    refused(
        given().multiPart("caption", "a red circle"), 400, "image", "missing_required_parameter");
    refused(upload(PNG), 400, "caption", "missing_required_parameter");
    refused(upload(PNG).multiPart("caption", "  "), 400, "caption", "no_caption");
    refused(
        upload(new byte[0]).multiPart("caption", "x"), 400, "image", "missing_required_parameter");
  }

  @Test
  void captionsBeyondTheLimitsAreRefused() {
    RequestSpecification many = upload(PNG);
    for (int caption = 0; caption < 101; caption++) {
      many.multiPart("caption", "caption " + caption);
    }
    refused(many, 400, "caption", "too_many_captions");
    refused(
        upload(PNG).multiPart("caption", "x".repeat(2_001)), 400, "caption", "caption_too_long");
  }

  @Test
  void aCaptionInNoCharsetOrWithNothingToSeeIsRefused() {
    byte[] latin1 = "ein großer Würfel".getBytes(StandardCharsets.ISO_8859_1);
    refused(
        upload(PNG).multiPart(caption(latin1, "text/plain")), 400, "caption", "caption_not_utf8");
    refused(upload(PNG).multiPart(utf8("caption", "\u200b")), 400, "caption", "no_caption");
  }

  @Test
  void filesThatAreNoUsableImageAreRefused() {
    byte[] text = "not an image".getBytes(StandardCharsets.UTF_8);
    refused(captioned(text), 415, "image", "unsupported_format");
    refused(captioned(Arrays.copyOf(PNG, 12)), 422, "image", "broken_image");
    refused(captioned(Arrays.copyOf(PNG, PNG.length - 20)), 422, "image", "broken_image");
    refused(captioned(ImageFiles.png(31, 64)), 422, "image", "image_too_small");
    refused(captioned(plain()), 422, "image", "blank_image");
    refused(captioned(ImageFiles.pngAnnouncing(50_000, 50_000)), 413, "image", "image_too_large");
    refused(
        captioned(Arrays.copyOf(PNG, ServingKafka.MAX_IMAGE_BYTES + 1)),
        413,
        "image",
        "image_too_large");
  }

  @Test
  void aBodyFarOverTheLimitIsRefusedByItsAnnouncedLength() throws Exception {
    // when
    HttpResponse<String> response =
        postRaw(HttpRequest.BodyPublishers.ofByteArray(new byte[8 * 1024 * 1024]));

    // then
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("\"code\":\"request_too_large\"");
  }

  @Test
  void aBodyFarOverTheLimitWhoseLengthIsNotAnnouncedIsRefusedToo() {
    // RestAssured sends multipart bodies in chunks
    refused(captioned(new byte[8 * 1024 * 1024]), 413, null, "request_too_large");
  }

  @Test
  void otherContentTypesAreRefused() {
    given()
        .contentType(ContentType.JSON)
        .body("{}")
        .post("/v1/pairs")
        .then()
        .statusCode(415)
        .body("error.code", equalTo("unsupported_content_type"));
  }

  @Test
  void aBrokenMultipartBodyIsTheCallersMistake() throws Exception {
    // given
    String cutShort =
        "--xyz\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nab";

    // when
    HttpResponse<String> response = postRaw(HttpRequest.BodyPublishers.ofString(cutShort));

    // then
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"code\":\"unreadable_body\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image; filename=\"a.png\"|Content-Type: image/png",
        "caption|Content-Type: text/plain; charset=no-such-charset",
        "image; filename=\"b.png\"|Content-Transfer-Encoding: base64",
      })
  void aFormThatCannotBeMeantIsTheCallersMistake(String part) throws Exception {
    // given: a whole pair, and one part more
    String[] more = part.split("\\|");
    String form =
        part("caption", "", "a red circle")
            + part("image; filename=\"image.png\"", "", new String(PNG, ISO_8859_1))
            + part(more[0], more[1] + "\r\n", "YSByZWQgY2lyY2xl")
            + "--xyz--\r\n";

    // when
    HttpResponse<String> response = postRaw(HttpRequest.BodyPublishers.ofString(form, ISO_8859_1));

    // then
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body())
        .contains("\"type\":\"invalid_request_error\"")
        .doesNotContain("/tmp");
  }

  @Test
  void aFormWithAThousandFieldsIsTheCallersMistake() throws Exception {
    // given
    String form = part("field", "", "x").repeat(1_200) + "--xyz--\r\n";

    // when
    HttpResponse<String> response = postRaw(HttpRequest.BodyPublishers.ofString(form));

    // then
    assertThat(response.statusCode()).as(response.body()).isIn(400, 413);
    assertThat(response.body()).contains("\"type\":\"invalid_request_error\"");
  }

  @Test
  void anotherBoundaryThanAnnouncedIsTheCallersMistake() throws Exception {
    // when
    HttpResponse<String> response =
        postRaw(
            HttpRequest.BodyPublishers.ofString(
                part("caption", "", "x").replace("xyz", "abc") + "--abc--\r\n"));

    // then
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("\"type\":\"invalid_request_error\"");
  }

  private static String part(String name, String header, String content) {
    String quoted =
        name.contains(";") ? name.replaceFirst("^(\\w+);", "\"$1\";") : "\"" + name + "\"";
    return "--xyz\r\nContent-Disposition: form-data; name=%s\r\n%s\r\n%s\r\n"
        .formatted(quoted, header, content);
  }

  private HttpResponse<String> postRaw(HttpRequest.BodyPublisher body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "multipart/form-data; boundary=xyz")
                .POST(body)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void refused(RequestSpecification upload, int status, String param, String code) {
    upload
        .post("/v1/pairs")
        .then()
        .statusCode(status)
        .contentType(ContentType.JSON)
        .body("error.param", equalTo(param))
        .body("error.code", equalTo(code));
  }

  private static RequestSpecification captioned(byte[] file) {
    return upload(file).multiPart("caption", "a red circle");
  }

  private static byte[] plain() {
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
