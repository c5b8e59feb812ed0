package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against an HTTP server that answers as the gateway does. */
class GenerateCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private HttpServer gateway;
  private JsonNode asked;
  private String authorization;
  private int status = 200;
  private String refusal = "";

  @BeforeEach
  void listen() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/v1/images/generations",
        exchange -> {
          authorization = exchange.getRequestHeaders().getFirst("Authorization");
          asked = JSON.readTree(exchange.getRequestBody());
          byte[] body = (status == 200 ? answer() : refusal).getBytes(StandardCharsets.UTF_8);
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
  void theFilesAreToldAsJsonToAProgram() throws Exception {
    // when
    Path file = folder.resolve("out.png");
    int exitCode =
        run("a ring", "-n", "2", "--seed", "7", "--separate", "--json", "-o", file.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    JsonNode told = JSON.readTree(out.toString());
    assertThat(told.path("caption").asText()).isEqualTo("a ring");
    assertThat(told.path("files")).hasSize(2);
    for (JsonNode each : told.path("files")) {
      assertThat(Path.of(each.path("file").asText())).isAbsolute().isRegularFile();
      assertThat(each.path("seed").asLong()).isEqualTo(7);
      assertThat(each.path("index").isIntegralNumber()).isTrue();
      assertThat(each.path("checkpoint").asText()).isNotEmpty();
    }
  }

  @Test
  void severalImagesBecomeOneSheetThatSaysHowItWasMade() throws Exception {
    // when
    Path file = folder.resolve("out.png");
    int exitCode =
        run("ein großer Kreis", "-n", "4", "--seed", "7", "--size", "8", "-o", file.toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(asked.path("prompt").asText()).isEqualTo("ein großer Kreis");
    assertThat(asked.path("n").asInt()).isEqualTo(4);
    assertThat(asked.path("seed").asLong()).isEqualTo(7);
    assertThat(asked.path("size").asText()).isEqualTo("8x8");
    assertThat(asked.path("enlarge").asBoolean()).isTrue();
    assertThat(asked.path("model").asText()).isEqualTo("stable");
    RgbImage sheet = PngFile.decode(Files.readAllBytes(file));
    assertThat(sheet.width()).isEqualTo(32);
    assertThat(sheet.height()).isEqualTo(8);
    assertThat(sheet.pixel(8 + 1, 1) & 0xff).as("second image").isEqualTo(1);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
        .contains(
            new String(
                "ein großer Kreis".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
        .contains("checkpoint-9");
    assertThat(out.toString()).contains(file + "  seed 7  checkpoint checkpoint-9");
  }

  @Test
  void imagesAreShownInTheTerminalWhenAsked() {
    // when
    int exitCode = run("a circle", "--show", "-o", folder.resolve("out.png").toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("\u001b", "out.png  seed");
  }

  @Test
  void singleImageStaysByteForByteAsItCame() throws Exception {
    // when
    Path file = folder.resolve("out.png");
    run("a circle", "-o", file.toString());

    // then
    assertThat(Files.readAllBytes(file)).isEqualTo(png(0));
  }

  @Test
  void separateImagesAreNumbered() throws Exception {
    // when
    run("a circle", "-n", "2", "--separate", "-o", folder.resolve("out.png").toString());

    // then
    assertThat(folder.resolve("out-0.png")).hasBinaryContent(png(0));
    assertThat(folder.resolve("out-1.png")).hasBinaryContent(png(1));
    assertThat(out.toString().lines()).hasSize(2);
  }

  @Test
  void oneImageOfABatchAndAKeyAreAskedFor() {
    // when
    int exitCode =
        run(
            "a circle",
            "--seed",
            "7",
            "--index",
            "3",
            "--truncation",
            "0.5",
            "--key",
            "xmcgan_1",
            "-o",
            folder.resolve("out.png").toString());

    // then
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(asked.path("index").asInt()).isEqualTo(3);
    assertThat(asked.path("truncation").asDouble()).isEqualTo(0.5);
    assertThat(authorization).isEqualTo("Bearer xmcgan_1");
    assertThat(out.toString()).contains("seed 7  index 0");
  }

  @Test
  void refusalIsToldInTheGatewaysWords() {
    // given
    status = 400;
    refusal = "{\"error\": {\"message\": \"no model nonsense\", \"type\": \"x\"}}";

    // when
    int exitCode = run("a circle", "--model", "nonsense");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).isEqualTo("no model nonsense (status 400)");
  }

  @Test
  void refusalWithoutWordsIsToldByItsStatus() {
    // given
    status = 502;
    refusal = "<html>";

    // when
    run("a circle");

    // then
    assertThat(out.toString()).isEqualTo("the gateway answered with status 502");
  }

  @Test
  void silenceIsToldWithWhatStartsTheStack() {
    // given
    gateway.stop(0);

    // when
    int exitCode = run("a circle");

    // then
    assertThat(exitCode).isEqualTo(ExitCode.NOT_RUNNING);
    assertThat(out.toString()).contains("is it running? ./xmcgan up");
  }

  private String answer() throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("seed", 7);
    for (int i = 0; i < asked.path("n").asInt(); i++) {
      ObjectNode image = answer.withArray("data").addObject();
      image.put("b64_json", Base64.getEncoder().encodeToString(png(i)));
      image.put("index", i);
      image.put("checkpoint", "checkpoint-9");
    }
    return answer.toString();
  }

  /** A square whose pixels tell its number. */
  private byte[] png(int number) throws IOException {
    int[] pixels = new int[64];
    java.util.Arrays.fill(pixels, number);
    RgbImage image = RgbImage.ofPacked(8, 8, pixels);
    Path file = folder.resolve("sent.png");
    Files.write(file, PngFile.encode(image, Map.of("caption", "number " + number)));
    return Files.readAllBytes(file);
  }

  private int run(String caption, String... options) {
    CommandLine line = new CommandLine(new GenerateCommand());
    line.setOut(new PrintWriter(out, true));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          out.append(e.getMessage());
          return ((dev.xmcgan.cli.CommandException) e).exitCode();
        });
    String[] arguments = new String[options.length + 3];
    arguments[0] = caption;
    arguments[1] = "--url";
    arguments[2] = "http://127.0.0.1:" + gateway.getAddress().getPort();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return line.execute(arguments);
  }
}
