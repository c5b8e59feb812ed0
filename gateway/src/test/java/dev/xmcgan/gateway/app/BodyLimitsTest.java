package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.pairs.ImageFiles;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies are counted as they come, whether their length is announced or not. */
@QuarkusTest
@WithTestResource(ServingKafka.class)
class BodyLimitsTest {
  private static final byte[] CHUNK = new byte[64 * 1024];
  private static final int LONGEST_JSON = 128 * 1024;

  @Inject GatewayConfig config;

  @BeforeEach
  void ready() {
    Ready.awaitReady();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images/generations,  application/json,                   200000",
    "/v1/releases/stable,     application/json,                   200000",
    "/v1/releases/stable/pin, application/json,                   200000",
    "/v1/pairs,               multipart/form-data; boundary=xyz,  8000000",
  })
  void aBodyOverItsPathsLimitIsRefusedWhetherItsLengthIsAnnouncedOrNot(
      String path, String type, int size) throws IOException {
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n";
    try (RawHttp announced = new RawHttp();
        RawHttp chunked = new RawHttp()) {
      // when
      announced.write(head + "Content-Length: " + size + "\r\n\r\n");
      chunked.write(head + "Transfer-Encoding: chunked\r\n\r\n");
      chunked.writeChunk(RawHttp.FILE_PART);
      for (int sent = 0; sent < size; sent += CHUNK.length) {
        chunked.writeChunk(CHUNK);
      }

      // then
      for (RawHttp http : new RawHttp[] {announced, chunked}) {
        RawHttp.Answer answer = http.read();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("\"code\":\"request_too_large\"");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /v1/releases, 200",
    "GET,  /,            200",
    "POST, /q/health,    200",
    "POST, /nothing,     404",
  })
  void aBodyThatNothingTakesIsNotWaitedFor(String method, String path, int status)
      throws IOException {
    try (RawHttp http = new RawHttp()) {
      http.write(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
      http.writeChunk(CHUNK);

      // nothing ends the body
      assertThat(http.read().status()).isEqualTo(status);
    }
  }

  @Test
  void uploadsAtOnceAreBoundedAndThereIsRoomAgainBehindThem() throws Exception {
    Callable<Integer> upload =
        () ->
            given()
                .multiPart("image", "a.png", ImageFiles.png(64, 64), "image/png")
                .multiPart("caption", "a ring")
                .post("/v1/pairs")
                .statusCode();
    // given: as many as may be on their way, and all half way
    List<RawHttp> open =
        halfWay(config.pairs().maxUploads(), "/v1/pairs", "multipart/form-data; boundary=xyz");

    // then: one that slips in takes the place of another
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> {
              open.addAll(halfWay(1, "/v1/pairs", "multipart/form-data; boundary=xyz"));
              return upload.call();
            },
            status -> status == 503);

    // when: they leave
    for (RawHttp each : open) {
      each.close();
    }

    // then
    await().atMost(Ready.PATIENCE).until(upload, status -> status == 202);
  }

  @Test
  void theMemoryOfAllBodiesIsBoundedAndThereIsRoomAgainBehindThem() throws Exception {
    Callable<RawHttp.Answer> drawing =
        () ->
            RawHttp.send(
                "POST /v1/images/generations HTTP/1.1\nHost: localhost\n"
                    + "Content-Type: application/json\nContent-Length: 15\n\n{\"prompt\": \"x\"}");
    // given: nobody knows how long they will be
    int most = Math.toIntExact(config.http().maxBodyMemory() / LONGEST_JSON);
    List<RawHttp> open = halfWay(most, "/v1/images/generations", "application/json");

    // then: one that slips in takes the place of another
    await()
        .atMost(Ready.PATIENCE)
        .until(
            () -> {
              open.addAll(halfWay(1, "/v1/images/generations", "application/json"));
              return drawing.call();
            },
            answer -> answer.body().contains("\"code\":\"too_many_bodies\""));

    // when: they leave
    for (RawHttp each : open) {
      each.close();
    }

    // then
    await().atMost(Ready.PATIENCE).until(drawing, answer -> answer.status() == 200);
  }

  /** Bodies that have begun and do not end. */
  static List<RawHttp> halfWay(int count, String path, String type) throws IOException {
    List<RawHttp> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawHttp http = new RawHttp();
      http.write(
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(path, type));
      http.writeChunk(RawHttp.FILE_PART);
      open.add(http);
    }
    return open;
  }

  @Test
  void chunkedBodiesWithinTheLimitAreRead() throws IOException {
    try (RawHttp http = new RawHttp()) {
      http.write(
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\n"
              + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (String part : new String[] {"{\"prompt\":", " \"a red", " circle\"}"}) {
        http.writeChunk(part.getBytes(StandardCharsets.UTF_8));
      }
      http.writeChunk(new byte[0]);

      assertThat(http.read().status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksWhetherToSendABodyIsTold() throws IOException {
    try (RawHttp http = new RawHttp()) {
      http.write(
          "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
              + "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n");
      assertThat(http.read().status()).isEqualTo(100);
      http.write("{\"prompt\": \"x\"}");
      assertThat(http.read().status()).isEqualTo(200);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenForms")
  void aFormThatIsNoneIsTheCallersMistake(String what, String body) throws IOException {
    RawHttp.Answer answer =
        RawHttp.send(
            "POST /v1/pairs HTTP/1.1\nHost: localhost\nContent-Length: %d\n"
                    .formatted(body.length())
                + "Content-Type: multipart/form-data; boundary=xyz\n\n"
                + body.replace("\r\n", "\n"));
    assertThat(answer.status()).as(what).isEqualTo(400);
    assertThat(answer.body()).contains("\"code\":\"unreadable_body\"");
  }

  static Stream<Arguments> brokenForms() {
    return Stream.of(
        Arguments.of("empty", "--xyz--\r\n"),
        Arguments.of(
            "cut in a file",
            "--xyz\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\nab"),
        Arguments.of("none", "no form at all"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unfinishedForms")
  void aFormLeavesNoFileHoweverItEnds(String what, String rest, boolean ends, boolean isAwaited)
      throws IOException {
    // given: a file that has begun to come
    await().atMost(Ready.PATIENCE).until(() -> uploadedFiles() == 0);
    try (RawHttp http = new RawHttp()) {
      http.write(
          "POST /v1/pairs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
              + "Content-Type: multipart/form-data; boundary=xyz\r\n\r\n");
      http.writeChunk(RawHttp.FILE_PART);
      http.writeChunk(ImageFiles.png(64, 64));
      await().atMost(Ready.PATIENCE).until(() -> uploadedFiles() == 1);

      // when
      http.writeChunk(rest.getBytes(StandardCharsets.UTF_8));
      if (ends) {
        http.writeChunk(new byte[0]);
      }
      if (isAwaited) {
        assertThat(http.read().status()).isEqualTo(400);
      }
    }

    // then
    await().atMost(Ready.PATIENCE).until(() -> uploadedFiles() == 0);
  }

  static Stream<Arguments> unfinishedForms() {
    return Stream.of(
        Arguments.of("cut in the file", "x", true, true),
        Arguments.of("left in the file", "x", false, false),
        Arguments.of("without a caption", "\r\n--xyz--\r\n", true, true),
        Arguments.of("left at its end", "\r\n--xyz--\r\n", true, false),
        Arguments.of(
            "broken behind the file",
            "\r\n--xyz\r\nContent-Disposition: form-data; name=\"caption\"\r\n"
                + "Content-Type: text/plain; charset=no-such-charset\r\n\r\nx\r\n--xyz--\r\n",
            true,
            true));
  }

  private static long uploadedFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target", "uploads"))) {
      return files.count();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void jsonThatOnlyCostsIsRefused(String what, String body) throws IOException {
    for (String path : new String[] {"/v1/images/generations", "/v1/releases/stable/pin"}) {
      RawHttp.Answer answer =
          RawHttp.send(
              "POST %s HTTP/1.1\nHost: localhost\nContent-Type: application/json\n".formatted(path)
                  + "Content-Length: %d\n\n%s".formatted(body.length(), body));
      assertThat(answer.status()).as(what).isEqualTo(400);
      assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"");
    }
  }

  static Stream<Arguments> bombs() {
    return Stream.of(
        Arguments.of("deep lists", "{\"prompt\": " + "[".repeat(60_000) + "]".repeat(60_000) + "}"),
        Arguments.of("deep objects", "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000)),
        Arguments.of("many digits", "{\"seed\": " + "9".repeat(100_000) + ", \"by\": 1}"),
        Arguments.of("a vast exponent", "{\"seed\": 1e999999999, \"by\": 1}"),
        Arguments.of(
            "a long string",
            "{\"prompt\": \"%1$s\", \"by\": \"%1$s\"}".formatted("x".repeat(60_000))),
        Arguments.of(
            "many fields",
            IntStream.range(0, 8_000)
                .mapToObj(field -> "\"f%d\": 1".formatted(field))
                .collect(Collectors.joining(",", "{", "}"))),
        Arguments.of("a long name", "{\"" + "x".repeat(100_000) + "\": 1}"));
  }
}
