package dev.xmcgan.cli.requests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.generate.TerminalImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where words acted on an image. */
@Command(
    name = "attention",
    header = "Tells where words acted on an image.",
    description =
        "Tells for each word of the caption how much of an image's attention it had and where most,"
            + " or with --word writes the image in that word's light. The request must have asked"
            + " for it: requests send --attention.")
final class AttentionCommand implements Callable<Integer> {
  @Mixin private AskingOptions asking;
  @Mixin private RequestId id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PLACE",
      defaultValue = "0",
      description = "Which of the request's images, counted from 0 (default: ${DEFAULT-VALUE}).")
  private int place;

  @Option(
      names = "--word",
      paramLabel = "K",
      description = "The image in the light of the K-th word, counted from 0.")
  private Optional<Integer> word;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "attention.png",
      description = "With --word: PNG to write (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--show", description = "With --word: show it in the terminal, too.")
  private boolean show;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (place < 0 || word.filter(each -> each < 0).isPresent()) {
      throw CommandException.usage("images and words are counted from 0");
    }
    if (word.isPresent()) {
      byte[] png = asking.client().bytes(id.image(place) + "/attention/" + word.get());
      Files.write(out, png);
      if (show) {
        asking.out().print(TerminalImage.of(System.getenv()).of(png));
      }
      asking.out().println(out);
      asking.out().flush();
      return ExitCode.OK;
    }
    JsonNode attention = asking.client().get(id.image(place) + "/attention");
    asking.tell(attention, lines -> tell(attention, lines));
    return ExitCode.OK;
  }

  private static void tell(JsonNode attention, PrintWriter lines) {
    int edge = attention.path("edge").asInt();
    int number = 0;
    for (JsonNode each : attention.path("words")) {
      double sum = 0;
      int most = 0;
      JsonNode weights = each.path("weights");
      for (int region = 0; region < weights.size(); region++) {
        sum += weights.path(region).asDouble();
        most = weights.path(region).asDouble() > weights.path(most).asDouble() ? region : most;
      }
      lines.printf(
          "%3d  %-16s  %4.1f %%  most in row %d, column %d of %d%n",
          number++,
          each.path("word").asText(),
          100 * sum / Math.max(1, weights.size()),
          most / Math.max(1, edge) + 1,
          most % Math.max(1, edge) + 1,
          edge);
    }
  }
}
