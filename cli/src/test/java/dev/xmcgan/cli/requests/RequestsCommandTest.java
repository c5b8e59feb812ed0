package dev.xmcgan.cli.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class RequestsCommandTest {
  private static final String QUEUED =
      """
      {"id": "r-1", "status": "queued", "created_at": "2026-01-02T03:04:05Z", "n": 2, "images": [],
       "prompt": "a red circle"}
      """;
  private static final String DONE =
      """
      {"id": "r-1", "status": "done", "created_at": "2026-01-02T03:04:05Z", "n": 2,
       "prompt": "a red circle", "images": [
        {"index": 5, "url": "http://elsewhere/v1/images/r-1/0", "checkpoint": "c",
         "media_type": "image/png"},
        {"index": 6, "url": "http://elsewhere/v1/images/r-1/1", "checkpoint": "c",
         "media_type": "image/jpeg"}]}
      """;

  @RegisterExtension private final FakeGateway gateway = new FakeGateway();

  @Test
  void whatIsSentIsNotWaitedFor() throws Exception {
    // given
    gateway.answers("POST /v1/requests", 202, QUEUED);

    // when
    CommandRun run = run("requests", "send", "a red circle", "-n", "2", "--attention");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("r-1", "queued", "0 of 2", "a red circle");
    var body = new ObjectMapper().readTree(gateway.asked().get(0).body());
    assertThat(body.path("prompt").asText()).isEqualTo("a red circle");
    assertThat(body.path("n").asInt()).isEqualTo(2);
    assertThat(body.path("attention").asBoolean()).isTrue();
  }

  @Test
  void webhooksSecretIsToldWhereThereIsOne() throws Exception {
    // given
    gateway.answers(
        "GET /v1/webhooks?user=a%26b", 200, "{\"enabled\": true, \"secret\": \"whsec_x\"}");
    gateway.answers("GET /v1/webhooks", 200, "{\"enabled\": false}");

    // when
    CommandRun told = run("requests", "webhook-secret", "--user", "a&b");
    CommandRun none = run("requests", "webhook-secret");

    // then
    assertThat(told.out().strip()).isEqualTo("whsec_x");
    assertThat(none.code()).isEqualTo(ExitCode.FAILED);
    assertThat(none.out()).contains("sends no webhooks");
  }

  @Test
  void historyComesInPages() throws Exception {
    // given
    gateway.answers(
        "GET /v1/requests?limit=1&after=r%2F0&user=ann",
        200, "{\"data\": [%s], \"has_more\": true}".formatted(DONE));

    // when
    CommandRun run = run("requests", "list", "-n", "1", "--after", "r/0", "--user", "ann");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out().lines()).hasSize(2).first().asString().contains("r-1", "done", "2 of 2");
  }

  @Test
  void imagesAreFetchedOnceTheyAreThere(@TempDir Path folder) throws Exception {
    // given
    gateway
        .answers("GET /v1/requests/r-1", 200, QUEUED)
        .answers("GET /v1/requests/r-1", 200, DONE)
        .answers("GET /v1/images/r-1/0", 200, new byte[] {1})
        .answers("GET /v1/images/r-1/1", 200, new byte[] {2});

    // when
    CommandRun run = run("requests", "fetch", "r-1", "-o", folder.toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(gateway.asked().get(0).prefer()).isEqualTo("wait=60");
    assertThat(folder.resolve("r-1-0.png")).hasBinaryContent(new byte[] {1});
    assertThat(folder.resolve("r-1-1.jpg")).hasBinaryContent(new byte[] {2});
    assertThat(run.err()).contains("0 of 2 images", "2 of 2 images");
    assertThat(run.out().lines()).hasSize(2);
  }

  @Test
  void whatFailedIsFetchedAsFarAsItIsThereAndFails(@TempDir Path folder) throws Exception {
    // given
    gateway.answers(
        "GET /v1/requests/r-1",
        200,
        "{\"id\": \"r-1\", \"status\": \"failed\", \"n\": 1, \"images\": [],"
            + " \"error\": {\"message\": \"the worker failed\"}}");

    // when
    CommandRun run = run("requests", "fetch", "r-1", "-o", folder.toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("the request is failed: the worker failed");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aRequestIsCancelled() throws Exception {
    // given
    gateway.answers("DELETE /v1/requests/r-1", 202, QUEUED.replace("queued", "cancelling"));

    // when
    CommandRun run = run("requests", "cancel", "r-1");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("cancelling");
  }

  @Test
  void aProgramGetsWhatTheGatewaySaid() throws Exception {
    // given
    gateway.answers("GET /v1/requests/r-1", 200, DONE);

    // when
    CommandRun run = run("requests", "show", "r-1", "--json");

    // then
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(run.out())).isEqualTo(json.readTree(DONE));
  }

  @Test
  void whereWordsActedIsToldInWords() throws Exception {
    // given: the second word acted in the last region alone
    gateway.answers(
        "GET /v1/images/r-1/1/attention",
        200,
        "{\"edge\": 2, \"words\": [{\"word\": \"a\", \"weights\": [0.25, 0.25, 0.25, 0.25]},"
            + " {\"word\": \"ring\", \"weights\": [0, 0, 0, 1]}]}");

    // when
    CommandRun run = run("requests", "attention", "r-1", "1");

    // then
    assertThat(run.out().lines())
        .containsExactly(
            "  0  a                 25.0 %  most in row 1, column 1 of 2",
            "  1  ring              25.0 %  most in row 2, column 2 of 2");
  }

  @Test
  void anImageInTheLightOfAWordIsWritten(@TempDir Path folder) throws Exception {
    // given
    gateway.answers("GET /v1/images/r-1/0/attention/3", 200, new byte[] {7});
    Path file = folder.resolve("word.png");

    // when
    CommandRun run = run("requests", "attention", "r-1", "--word", "3", "-o", file.toString());

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(file).hasBinaryContent(new byte[] {7});
  }

  @Test
  void whatIsNoIdIsRefusedBeforeAnythingIsAsked() throws Exception {
    // when
    CommandRun run = run("requests", "show", "../models");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(gateway.asked()).isEmpty();
  }

  @Test
  void anInterpolationIsFetchedInOneFile(@TempDir Path folder) throws Exception {
    // given
    gateway
        .answers("GET /v1/requests/r-1", 200, DONE)
        .answers("GET /v1/interpolations/r-1?output_format=gif", 200, "{\"b64_json\": \"AQID\"}")
        .answers("GET /v1/interpolations/r-1?output_format=png", 200, "{\"b64_json\": \"BAUG\"}");

    for (var file :
        Map.of("way.GIF", new byte[] {1, 2, 3}, "way.png", new byte[] {4, 5, 6}).entrySet()) {
      // when
      Path strip = folder.resolve(file.getKey());
      CommandRun run = run("requests", "fetch", "r-1", "--strip", strip.toString());

      // then
      assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
      assertThat(run.out().strip()).isEqualTo(strip.toString());
      assertThat(strip).hasBinaryContent(file.getValue());
    }
  }

  private CommandRun run(String... args) {
    return CommandRun.of(
        Stream.concat(Stream.of(args), Stream.of("--url", gateway.url())).toArray(String[]::new));
  }
}
