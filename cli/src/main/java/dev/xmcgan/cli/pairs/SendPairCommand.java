package dev.xmcgan.cli.pairs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.DataOption;
import dev.xmcgan.cli.generate.GatewayOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Teaches one pair. */
@Command(
    name = "send",
    header = "Sends an image with what it shows.",
    description =
        "Sends one image with its captions to be learned, and tells the pair's id: pairs show tells"
            + " how far it comes. Many at once: batch, or import.")
final class SendPairCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private GatewayOptions gateway;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "PNG, JPEG, WebP, GIF or BMP.")
  private Path image;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CAPTION",
      description = "What it shows.")
  private List<String> captions;

  @Option(names = "--id", paramLabel = "ID", description = "Of one's own (default: a new one).")
  private Optional<String> id;

  @Option(names = "--source", paramLabel = "NAME", description = "Where the pair is from.")
  private Optional<String> source;

  @Option(names = "--json", description = "Tell the gateway's answer as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isRegularFile(image)) {
      throw CommandException.usage("there is no file " + image);
    }
    MultipartForm form = new MultipartForm();
    form.file("image", image.getFileName().toString(), Files.readAllBytes(image));
    captions.forEach(caption -> form.text("caption", caption));
    id.ifPresent(value -> form.text("id", value));
    source.ifPresent(value -> form.text("source", value));
    JsonNode accepted =
        gateway.client(data.directory()).post("/v1/pairs", form.contentType(), form.bytes());
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? accepted.toPrettyString() : accepted.path("id").asText());
    out.flush();
    return ExitCode.OK;
  }
}
