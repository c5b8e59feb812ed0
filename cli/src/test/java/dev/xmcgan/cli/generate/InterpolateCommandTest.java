package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.xmcgan.cli.CommandRun;
import dev.xmcgan.cli.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an HTTP server that answers as the gateway does. */
class InterpolateCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] FILE = {1, 2, 3};

  @TempDir private Path folder;
  private HttpServer gateway;
  private JsonNode asked;

  @BeforeEach
  void listen() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/v1/interpolations",
        exchange -> {
          asked = JSON.readTree(exchange.getRequestBody());
          String answer =
              "{\"frames\": 8, \"seed\": 7, \"to_seed\": 9, \"checkpoint\": \"c-1\", \"b64_json\": \"%s\"}"
                  .formatted(Base64.getEncoder().encodeToString(FILE));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  @ParameterizedTest
  @CsvSource({"way.png, png", "way.GIF, gif"})
  void theFilesEndingSaysWhatIsWanted(String name, String format) {
    // when
    Path file = folder.resolve(name);
    CommandRun run =
        interpolate("a ring", "a star", "--seed", "7", "--to-seed", "9", "-o", file.toString());

    // then
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(asked.path("prompt").asText()).isEqualTo("a ring");
    assertThat(asked.path("to_prompt").asText()).isEqualTo("a star");
    assertThat(asked.path("seed").asText()).isEqualTo("7");
    assertThat(asked.path("to_seed").asText()).isEqualTo("9");
    assertThat(asked.path("frames").asInt()).isEqualTo(8);
    assertThat(asked.path("output_format").asText()).isEqualTo(format);
    assertThat(file).hasBinaryContent(FILE);
    assertThat(run.out()).contains(file + "  8 images  seed 7 to 9  checkpoint c-1");
  }

  @Test
  void aProgramIsToldTheFile() throws Exception {
    // when
    CommandRun run =
        interpolate(
            "a ring", "--to-seed", "9", "--json", "-o", folder.resolve("way.png").toString());

    // then
    JsonNode told = JSON.readTree(run.out());
    assertThat(Path.of(told.path("file").asText())).isAbsolute().isRegularFile();
    assertThat(told.has("b64_json")).isFalse();
    assertThat(asked.has("to_prompt")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a ring", "a ring|a star|-n|33", " |a star"})
  void whatLeadsNowhereIsRefused(String arguments) {
    // when
    CommandRun run = interpolate(arguments.split("\\|"));

    // then
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(asked).isNull();
  }

  private CommandRun interpolate(String... args) {
    String url = "http://127.0.0.1:" + gateway.getAddress().getPort();
    return CommandRun.of(
        Stream.concat(Stream.of("interpolate", "--url", url), Stream.of(args))
            .toArray(String[]::new));
  }
}
