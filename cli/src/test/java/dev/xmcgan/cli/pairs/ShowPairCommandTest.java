package dev.xmcgan.cli.pairs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an HTTP server that answers as the gateway does. */
class ShowPairCommandTest {
  private static final String LEARNED =
      """
      {"id": "a/pair 1", "status": "drawn",
       "accepted": {"at": "2026-01-02T03:04:05Z", "record": "image-text-pairs-2@17"},
       "curated": {"record": "training-pairs-0@40", "split": "train", "captions": ["a ring"]},
       "learned": {"step": 412, "checkpoint": "c-420", "at": "2026-01-02T03:05:05Z"},
       "first_drawn_by": {"checkpoint": "c-440", "channel": "stable", "at": "2026-01-02T03:06:05Z"}}
      """;

  private final List<String> asked = new ArrayList<>();
  private HttpServer gateway;
  private int status = 200;
  private String answer = LEARNED;

  @BeforeEach
  void listen() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/v1/pairs/",
        exchange -> {
          asked.add(exchange.getRequestURI().getRawPath());
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  @Test
  void theWayOfAPairIsToldLineByLine() throws Exception {
    // when
    CommandRun run = show("a/pair 1");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(asked).containsExactly("/v1/pairs/a/pair%201");
    assertThat(run.out().lines())
        .containsExactly(
            "a/pair 1  drawn",
            "  accepted 2026-01-02T03:04:05Z  image-text-pairs-2@17",
            "  curated  training-pairs-0@40, train",
            "  learned  2026-01-02T03:05:05Z  at step 412, in c-420",
            "  drawn    since 2026-01-02T03:06:05Z on stable by c-440");
  }

  @Test
  void whatIsNotSureIsSaidSo() throws Exception {
    // given
    answer = "{\"id\": \"a\", \"status\": \"rejected\", \"complete\": false}";

    // when
    CommandRun run = show("a");

    // then
    assertThat(run.out()).contains("a  rejected", "something later may have happened");
  }

  @Test
  void aProgramGetsWhatTheGatewaySaid() throws Exception {
    // when
    CommandRun run = show("a/pair 1", "--json");

    // then
    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(run.out())).isEqualTo(json.readTree(LEARNED));
  }

  @Test
  void anUnknownPairFailsWithTheGatewaysWords() throws Exception {
    // given
    status = 404;
    answer = "{\"error\": {\"message\": \"No topic knows a pair 'x'.\"}}";

    // when
    CommandRun run = show("x");

    // then
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).contains("No topic knows a pair 'x'.");
  }

  private CommandRun show(String... args) {
    String url = "http://127.0.0.1:" + gateway.getAddress().getPort();
    return CommandRun.of(
        Stream.concat(Stream.of("pairs", "show", "--url", url), Stream.of(args))
            .toArray(String[]::new));
  }
}
