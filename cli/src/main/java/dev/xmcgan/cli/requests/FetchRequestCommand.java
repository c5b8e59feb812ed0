package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.generate.GatewayClient;
import dev.xmcgan.cli.generate.TerminalImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Its images, once they are there. */
@Command(
    name = "fetch",
    header = "Waits for a request's images and writes them.",
    description =
        "Waits until a request is over and writes its images as ID-0.png, ID-1.png … into a"
            + " directory, as they came.")
final class FetchRequestCommand implements Callable<Integer> {
  /** As long as the gateway lets a call wait. */
  private static final int LONGEST_WAIT = 60;

  @Mixin private AskingOptions asking;
  @Mixin private RequestId id;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Directory to write into (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "For at most so long (default: ${DEFAULT-VALUE}).")
  private int wait;

  @Option(
      names = "--strip",
      paramLabel = "FILE",
      description =
          "Of interpolate's, instead: all images in one PNG, or, where FILE ends in .gif, as an"
              + " animation.")
  private Optional<Path> strip;

  @Option(names = "--show", description = "Show the images in the terminal, too.")
  private boolean show;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isDirectory(out)) {
      throw CommandException.usage("there is no directory " + out);
    }
    if (show && asking.json()) {
      throw CommandException.usage("--show is for people, --json for programs");
    }
    GatewayClient client = asking.client();
    JsonNode request = awaitOver(client);
    ArrayNode files = new ObjectMapper().createArrayNode();
    if (strip.isEmpty()) {
      for (JsonNode image : request.path("images")) {
        files.add(write(client, request, image));
      }
    } else if (isDone(request)) {
      files.add(write(client, strip.get()));
    }
    asking.tell(files, lines -> files.forEach(file -> lines.println(file.asText())));
    if (!isDone(request)) {
      throw CommandException.failed(
          "the request is %s: %s"
              .formatted(
                  request.path("status").asText(),
                  request.path("error").path("message").asText("not all images are there")));
    }
    return ExitCode.OK;
  }

  /** Asks again until it is over, or the patience is at its end. */
  private JsonNode awaitOver(GatewayClient client) throws InterruptedException {
    long end = System.nanoTime() + wait * 1_000_000_000L;
    int there = -1;
    while (true) {
      long left = Math.max(0, (end - System.nanoTime()) / 1_000_000_000L);
      long patience = Math.min(LONGEST_WAIT, left);
      JsonNode request =
          patience == 0
              ? client.get(id.path())
              : client.get(id.path(), "Prefer", "wait=" + patience);
      if (there != request.path("images").size()) {
        there = request.path("images").size();
        asking.progress().printf("%d of %d images%n", there, request.path("n").asInt());
        asking.progress().flush();
      }
      if (isOver(request) || patience == 0) {
        return request;
      }
    }
  }

  private static boolean isDone(JsonNode request) {
    return request.path("status").asText().equals("done");
  }

  private static boolean isOver(JsonNode request) {
    String status = request.path("status").asText();
    return isDone(request) || status.equals("failed") || status.equals("cancelled");
  }

  private String write(GatewayClient client, Path file) throws IOException, InterruptedException {
    boolean isAnimated = file.toString().toLowerCase(Locale.ROOT).endsWith(".gif");
    JsonNode way = client.get(id.interpolation(isAnimated));
    byte[] bytes = Base64.getDecoder().decode(way.path("b64_json").asText());
    Files.write(file, bytes);
    if (show && !isAnimated) {
      asking.out().print(TerminalImage.of(System.getenv()).of(bytes));
    }
    return file.toString();
  }

  private String write(GatewayClient client, JsonNode request, JsonNode image)
      throws IOException, InterruptedException {
    String path = URI.create(image.path("url").asText()).getRawPath();
    String ending =
        switch (image.path("media_type").asText()) {
          case "image/jpeg" -> "jpg";
          case "image/webp" -> "webp";
          default -> "png";
        };
    Path file =
        out.resolve(
            "%s-%s.%s"
                .formatted(
                    request.path("id").asText(),
                    path.substring(path.lastIndexOf('/') + 1),
                    ending));
    byte[] bytes = client.bytes(path);
    Files.write(file, bytes);
    if (show && ending.equals("png")) {
      asking.out().print(TerminalImage.of(System.getenv()).of(bytes));
    }
    return file.toString();
  }
}
