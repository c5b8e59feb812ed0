package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checkpoints that come in and go out as archives. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
@Tag("promise-5")
class CheckpointFilesApiTest {
  private static final String PATH = "/v1/checkpoints";

  @Inject KafkaSettings kafka;

  @ConfigProperty(name = "xmcgan.gateway.checkpoints.directory")
  Path transfers;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @AfterEach
  void nothingIsLeftOnDisk() {
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () -> {
              if (Files.isDirectory(transfers)) {
                try (Stream<Path> left = Files.list(transfers)) {
                  assertThat(left).isEmpty();
                }
              }
            });
  }

  @Test
  void whatIsBroughtInGoesOutByteForByte() throws Exception {
    // given: more than one chunk
    float[] values = new float[400_000];
    Random random = new Random(3);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Map<String, byte[]> files = Archives.checkpoint(values);
    files.put("replay.properties", "credit=1\n".getBytes(StandardCharsets.UTF_8));

    // when
    ValidatableResponse created = importArchive(files, "?id=brought-in");

    // then
    created
        .statusCode(201)
        .header("Location", equalTo(PATH + "/brought-in"))
        .body("id", equalTo("brought-in"))
        .body("made_by", equalTo("import"))
        .body("text_encoder", equalTo("bert"))
        .body("image_size", equalTo(64))
        .body("files.size()", equalTo(3));
    get(PATH + "/brought-in").then().statusCode(200);
    byte[] archive =
        get(PATH + "/brought-in/files")
            .then()
            .statusCode(200)
            .contentType("application/zip")
            .header("Content-Disposition", containsString("brought-in.zip"))
            .extract()
            .asByteArray();
    assertThat(Archives.unzip(archive)).containsExactlyInAnyOrderEntriesOf(files);
    head(PATH + "/brought-in/files").then().statusCode(200).contentType("application/zip");
    head(PATH + "/nobody/files").then().statusCode(404);
  }

  @Test
  void itNamesItselfAndComesOnlyOnce() throws Exception {
    // when, then
    String id =
        importArchive(Archives.checkpoint(1, 2), "?text_encoder=other@1")
            .statusCode(201)
            .body("id", matchesPattern("import-[0-9a-f]{12}"))
            .body("text_encoder", equalTo("other@1"))
            .extract()
            .path("id");
    importArchive(Archives.checkpoint(1, 2), "")
        .statusCode(409)
        .body("error.code", equalTo("checkpoint_exists"))
        .body("error.message", containsString(id));
    importArchive(Archives.checkpoint(1, 2), "?id=..%2Fup")
        .statusCode(400)
        .body("error.param", equalTo("id"));

    // and: it can be released at once
    given()
        .contentType("application/json")
        .body("{\"checkpoint\": \"%s\", \"by\": \"ann\", \"reason\": \"from home\"}".formatted(id))
        .post("/v1/releases/brought")
        .then()
        .statusCode(200)
        .body("released_by", equalTo("ann"));
  }

  @Test
  void whatIsNoArchiveOfACheckpointIsRefused() throws Exception {
    byte[] sound = Archives.zip(Archives.checkpoint(1, 2));
    invalidArchive("no archive".getBytes(StandardCharsets.UTF_8), "is no zip archive");
    invalidArchive(new byte[0], "is no zip archive");
    invalidArchive(Arrays.copyOf(sound, sound.length / 3), "is cut or broken");
    byte[] flipped = sound.clone();
    flipped[50] ^= 0x55;
    invalidArchive(flipped, "is cut or broken");
    for (String name :
        List.of("../up.txt", "/etc/passwd", "a/config.json", "readme.txt", "config/")) {
      Map<String, byte[]> more = Archives.checkpoint(1, 2);
      more.put(name, new byte[0]);
      invalidArchive(Archives.zip(more), "holds '%s'".formatted(name));
    }
    assertThat(Files.exists(transfers.resolve("up.txt"))).isFalse();
    // the same name twice: no writer of archives makes that, a patched one does
    Map<String, byte[]> twice = Archives.checkpoint(1, 2);
    twice.put("confiG.json", "{}".getBytes(StandardCharsets.UTF_8));
    String text = new String(Archives.zip(twice), StandardCharsets.ISO_8859_1);
    invalidArchive(
        text.replace("confiG", "config").getBytes(StandardCharsets.ISO_8859_1),
        "holds 'config.json' twice");
    given().contentType("text/plain").body("x").post(PATH).then().statusCode(415);
  }

  @Test
  void filesThatMakeNoCheckpointAreNamed() throws Exception {
    Map<String, byte[]> noConfig = Archives.checkpoint(1, 2);
    noConfig.remove("config.json");
    unusable(noConfig, "config.json", "is missing");
    unusable(Archives.checkpoint(1, Float.NaN), "generator.safetensors", "parameters/w holds NaN");
    Map<String, byte[]> cut = Archives.checkpoint(1, 2);
    cut.computeIfPresent(
        "generator.safetensors", (name, bytes) -> Arrays.copyOf(bytes, bytes.length - 3));
    unusable(cut, "generator.safetensors", "parameters/w ends at byte 8, but only 5");
  }

  @Test
  void whatIsTooLargeIsRefusedByItsLengthOrByWhatComesOut() throws Exception {
    // given: zeros of five megabytes, packed into a few kilobytes
    Map<String, byte[]> large = Archives.checkpoint(1);
    large.put("trainer.safetensors", new byte[5 << 20]);
    byte[] packed = Archives.zip(large);
    assertThat(packed.length).isLessThan(ServingKafka.MAX_CHECKPOINT_BYTES / 10);

    // when, then
    post(packed, "").statusCode(413).body("error.code", equalTo("request_too_large"));
    post(new byte[5 << 20], "").statusCode(413).body("error.code", equalTo("request_too_large"));
    HttpResponse<String> unannounced = postUnannounced(packed);
    assertThat(unannounced.statusCode()).isEqualTo(413);
    assertThat(unannounced.body()).contains("request_too_large");
  }

  @Test
  void aLargeBodyWhoseLengthIsNotAnnouncedComesIn() throws Exception {
    HttpResponse<String> response = postUnannounced(Archives.zip(Archives.checkpoint(5, 6, 7)));

    assertThat(response.statusCode()).isEqualTo(201);
  }

  @Test
  void aDamagedCheckpointIsAnErrorAndNotAShortArchive() throws Exception {
    // given: its manifest vouches for other bytes
    importArchive(Archives.checkpoint(8, 9), "?id=whole").statusCode(201);
    try (Records records = new Records(kafka)) {
      Checkpoint whole =
          records.readAll(Topic.CHECKPOINTS, Checkpoint.class).stream()
              .filter(record -> record.key().equals("whole"))
              .findFirst()
              .orElseThrow()
              .value();
      Published.checkpoint(
          records,
          "whole",
          0,
          whole.getFiles().stream().map(CheckpointFilesApiTest::damaged).toList());
    }

    // when, then
    await()
        .atMost(Ready.PATIENCE)
        .untilAsserted(
            () ->
                get(PATH + "/whole/files")
                    .then()
                    .statusCode(500)
                    .body("error.code", equalTo("checkpoint_damaged"))
                    .body("error.message", containsString("has SHA-256")));
    get(PATH + "/nobody/files").then().statusCode(404);
  }

  private static CheckpointFile damaged(CheckpointFile file) {
    return CheckpointFile.newBuilder(file).setSha256("0".repeat(64)).build();
  }

  private static ValidatableResponse importArchive(Map<String, byte[]> files, String query)
      throws IOException {
    return post(Archives.zip(files), query);
  }

  private static ValidatableResponse post(byte[] body, String query) {
    return given()
        .urlEncodingEnabled(false)
        .contentType("application/zip")
        .body(body)
        .post(PATH + query)
        .then();
  }

  private static HttpResponse<String> postUnannounced(byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + PATH))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/zip")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofByteArray(body)))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void invalidArchive(byte[] body, String problem) {
    post(body, "")
        .statusCode(400)
        .body("error.code", equalTo("invalid_archive"))
        .body("error.message", containsString(problem));
  }

  private static void unusable(Map<String, byte[]> files, String file, String problem)
      throws IOException {
    importArchive(files, "")
        .statusCode(422)
        .body("error.code", equalTo("checkpoint_unusable"))
        .body("error.param", equalTo(file))
        .body("error.message", containsString(problem));
  }
}
