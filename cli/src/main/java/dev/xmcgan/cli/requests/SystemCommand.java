package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.generate.GatewayClient;
import dev.xmcgan.cli.generate.TerminalImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a gateway knows of the whole service. */
@Command(
    name = "system",
    header = "Tells what waits, who is behind, and what was given up.",
    description =
        "Tells how many images wait, how far each reader is behind, what Kafka's disks hold, and"
            + " which pairs and records were given up lately and why.")
public final class SystemCommand implements Callable<Integer> {
  private static final double MEGABYTE = 1e6;

  @Mixin private AskingOptions asking;

  @Option(names = "--show", description = "Show the images of rejected pairs in the terminal, too.")
  private boolean show;

  @Override
  public Integer call() throws IOException, InterruptedException {
    GatewayClient client = asking.client();
    JsonNode system = client.get("/v1/system");
    asking.tell(system, out -> tell(system, out));
    if (show && !asking.json()) {
      for (JsonNode pair : system.path("rejected_pairs")) {
        asking.out().println(pair.path("id").asText());
        asking.out().print(image(client, pair.path("thumbnail").asText()));
        asking.out().flush();
      }
    }
    return ExitCode.OK;
  }

  /** That of one pair may be gone, or never have been one: the others are shown all the same. */
  private static String image(GatewayClient client, String path)
      throws IOException, InterruptedException {
    byte[] png;
    try {
      png = client.bytes(path);
    } catch (CommandException none) {
      return none.getMessage() + System.lineSeparator();
    }
    return TerminalImage.of(System.getenv()).of(png);
  }

  private static void tell(JsonNode system, PrintWriter out) {
    JsonNode queue = system.path("queue");
    out.printf(
        "queue     %d images of %d requests, the oldest for %.0f s%n",
        queue.path("images").asInt(),
        queue.path("requests").asInt(),
        queue.path("oldest_seconds").asDouble());
    for (JsonNode lag : system.path("lags")) {
      out.printf(
          "unread    %-9s %d of %s%n",
          lag.path("reader").asText(), lag.path("unread").asLong(), lag.path("topic").asText());
    }
    for (JsonNode disk : system.path("disks")) {
      out.printf(
          "disk      broker %d: %.1f MB%s%n",
          disk.path("broker").asInt(),
          disk.path("topic_bytes").asLong() / MEGABYTE,
          disk.hasNonNull("usable_bytes")
              ? ", %.0f MB of %.0f MB free"
                  .formatted(
                      disk.path("usable_bytes").asLong() / MEGABYTE,
                      disk.path("total_bytes").asLong() / MEGABYTE)
              : "");
    }
    for (JsonNode pair : system.path("rejected_pairs")) {
      out.printf(
          "rejected  %s  %s  %s: %s%n",
          pair.path("at").asText(),
          pair.path("id").asText(),
          pair.path("reason").asText(),
          pair.path("detail").asText());
    }
    for (JsonNode letter : system.path("dead_letters")) {
      out.printf(
          "broken    %s  %s: %s%n",
          letter.path("at").asText(),
          letter.path("record").asText(),
          letter.path("reason").asText());
    }
  }
}
