package dev.xmcgan.cli.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws images that lead from one to another. */
@Command(
    name = "interpolate",
    header = "Draws the way from one caption, or seed, to another.",
    description =
        "Draws images that lead from one caption and seed to another: side by side into a PNG, or,"
            + " where FILE ends in .gif, as an animation. The first and the last are the images that"
            + " generate draws of these captions and seeds.")
public final class InterpolateCommand implements Callable<Integer> {
  private static final String ANIMATION = ".gif";

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private GatewayOptions gateway;
  @Mixin private DrawingOptions drawing;

  @Parameters(index = "0", paramLabel = "CAPTION", description = "What the first image shows.")
  private String caption;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TO-CAPTION",
      description = "What the last image shows (default: the same).")
  private Optional<String> toCaption;

  @Option(
      names = {"-n", "--frames"},
      paramLabel = "N",
      defaultValue = "8",
      description = "Images, 2 to " + RequestLimits.MAX_FRAMES + " (default: ${DEFAULT-VALUE}).")
  private int frames;

  @Option(names = "--to-seed", paramLabel = "SEED", description = "Default: the same seed.")
  private Optional<Long> toSeed;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "way.png",
      description = "PNG or GIF to write (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--json", description = "Tell the file as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    JsonNode way = gateway.client(data.directory()).post("/v1/interpolations", request());
    Files.write(out, Base64.getDecoder().decode(way.path("b64_json").asText()));
    PrintWriter output = spec.commandLine().getOut();
    if (json) {
      ObjectNode told = ((ObjectNode) way).without("b64_json");
      output.println(told.put("file", out.toAbsolutePath().toString()).toPrettyString());
    } else {
      output.printf(
          "%s  %d images  seed %s to %s  checkpoint %s%n",
          out,
          way.path("frames").asInt(),
          way.path("seed").asText(),
          way.path("to_seed").asText(),
          way.path("checkpoint").asText());
    }
    output.flush();
    return ExitCode.OK;
  }

  private void check() {
    if (caption.isBlank()) {
      throw CommandException.usage("the caption is empty");
    }
    if (toCaption.isEmpty() && toSeed.isEmpty()) {
      throw CommandException.usage("name another caption or --to-seed: somewhere it has to lead");
    }
    if (frames < 2 || frames > RequestLimits.MAX_FRAMES) {
      throw CommandException.usage(
          "-n %d is not between 2 and %d".formatted(frames, RequestLimits.MAX_FRAMES));
    }
    Path folder = out.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw CommandException.usage("there is no directory " + folder);
    }
  }

  private Map<String, Object> request() {
    Map<String, Object> request = drawing.request(caption);
    request.put("frames", frames);
    request.put("output_format", isAnimation() ? "gif" : "png");
    toCaption.ifPresent(value -> request.put("to_prompt", value));
    toSeed.ifPresent(value -> request.put("to_seed", value));
    return request;
  }

  private boolean isAnimation() {
    return out.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ANIMATION);
  }
}
