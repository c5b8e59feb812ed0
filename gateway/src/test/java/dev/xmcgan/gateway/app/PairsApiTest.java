package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.pairs.ImageFiles;
import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.builder.MultiPartSpecBuilder;
import io.restassured.response.Response;
import io.restassured.specification.MultiPartSpecification;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pair that is sent in a form and taken. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class PairsApiTest {
  static final byte[] PNG = ImageFiles.png(64, 64);

  @Inject KafkaSettings kafka;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @Test
  void anUploadIsOnKafkaWhenItIsAccepted() {
    // when
    Response response =
        upload(PNG)
            .multiPart(utf8("caption", " a red circle, größer "))
            .multiPart("caption", "a circle")
            .multiPart("id", "my/pair-1")
            .multiPart("source", "a test")
            .post("/v1/pairs");

    // then
    response.then().statusCode(202).body("id", equalTo("my/pair-1"));
    ImageTextPair pair = onKafka("my/pair-1");
    assertThat(pair.getCaptions()).containsExactly("a red circle, größer", "a circle");
    assertThat(pair.getImage()).isEqualTo(ByteBuffer.wrap(PNG));
    assertThat(pair.getSource()).isEqualTo("a test");
  }

  @Test
  void withoutAnIdOneIsGiven() {
    // when
    Response response = upload(PNG).multiPart("caption", "a red circle").post("/v1/pairs");

    // then
    String id = response.then().statusCode(202).extract().path("id");
    assertThat(onKafka(id).getSource()).isEqualTo("http");
  }

  @Test
  void jpegWebpAndTheLargestFileAreTaken() {
    byte[] largest = Arrays.copyOf(PNG, ServingKafka.MAX_IMAGE_BYTES);
    for (byte[] file : new byte[][] {ImageFiles.jpeg(64, 64), ImageFiles.webp(), largest}) {
      upload(file).multiPart("caption", "a red circle").post("/v1/pairs").then().statusCode(202);
    }
  }

  @Test
  void aCaptionOfTheGreatestLengthIsTakenWhateverItsCharacters() {
    upload(PNG)
        .multiPart(utf8("caption", "円".repeat(2_000)))
        .post("/v1/pairs")
        .then()
        .statusCode(202);
  }

  @Test
  void anImageLargerThanRecordsIsMadeSmaller() throws Exception {
    // given: noise, 5 MB
    var noise = new BufferedImage(1300, 1300, BufferedImage.TYPE_INT_RGB);
    int[] pixels = new Random(1).ints(1300 * 1300).toArray();
    noise.setRGB(0, 0, 1300, 1300, pixels, 0, 1300);
    var png = new ByteArrayOutputStream();
    ImageIO.write(noise, "png", png);
    assertThat(png.size()).isGreaterThan(4 * 1024 * 1024);

    // when
    Response response = upload(png.toByteArray()).multiPart("caption", "noise").post("/v1/pairs");

    // then
    ImageTextPair pair = onKafka(response.then().statusCode(202).extract().path("id"));
    byte[] file = new byte[pair.getImage().remaining()];
    pair.getImage().get(file);
    assertThat(file.length).isLessThanOrEqualTo(4 * 1024 * 1024);
    BufferedImage smaller = ImageIO.read(new ByteArrayInputStream(file));
    assertThat(smaller.getWidth()).isEqualTo(smaller.getHeight()).isGreaterThan(1200);
  }

  @Test
  void aCaptionIsTakenInTheCharsetThatItNames() {
    byte[] latin1 = "ein großer Würfel".getBytes(StandardCharsets.ISO_8859_1);

    // when
    Response named =
        upload(PNG).multiPart(caption(latin1, "text/plain; charset=ISO-8859-1")).post("/v1/pairs");

    // then
    assertThat(onKafka(named.then().statusCode(202).extract().path("id")).getCaptions())
        .containsExactly("ein großer Würfel");
  }

  static MultiPartSpecification caption(byte[] caption, String mediaType) {
    return new MultiPartSpecBuilder(caption)
        .controlName("caption")
        .emptyFileName()
        .mimeType(mediaType)
        .build();
  }

  static RequestSpecification upload(byte[] file) {
    return given().multiPart("image", "image.png", file, "application/octet-stream");
  }

  static MultiPartSpecification utf8(String name, String value) {
    return new MultiPartSpecBuilder(value)
        .controlName(name)
        .charset(StandardCharsets.UTF_8)
        .mimeType("text/plain")
        .build();
  }

  private ImageTextPair onKafka(String id) {
    try (Records records = new Records(kafka)) {
      return records.readAll(Topic.IMAGE_TEXT_PAIRS, ImageTextPair.class).stream()
          .filter(record -> record.key().equals(id))
          .findFirst()
          .orElseThrow()
          .value();
    }
  }
}
