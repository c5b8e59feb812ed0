package dev.xmcgan.cli.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.cli.generate.GatewayAnswer.Drawn;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Draws images of a caption. */
@Command(
    name = "generate",
    header = "Draws images of a caption.",
    description =
        "Draws images of a caption and writes them side by side into one PNG, or with --separate"
            + " each into a file of its own. The files hold caption, seed and checkpoint as text"
            + " chunks; the same caption, seed and checkpoint draw the same image again.")
public final class GenerateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private GatewayOptions gateway;
  @Mixin private DrawingOptions drawing;

  @Parameters(paramLabel = "CAPTION", arity = "0..1", description = "What to draw.")
  private Optional<String> caption;

  @Option(
      names = "--captions",
      paramLabel = "FILE",
      description =
          "Instead of one caption: a file of captions, one a line. They are drawn through Kafka into"
              + " the directory -o as 00000.png, 00001.png … in the file's order, line i with seed"
              + " SEED + i (default SEED: 0). Run again, it draws what is missing.")
  private Optional<Path> captions;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      defaultValue = "1",
      description = "Images, 1 to " + RequestLimits.MAX_COUNT + " (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--index",
      paramLabel = "K",
      description = "Index of the first image: with the seed, the K-th image of a batch alone.")
  private Optional<Integer> index;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "out.png",
      description = "PNG to write (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(names = "--separate", description = "FILE-0.png, FILE-1.png … instead of one sheet.")
  private boolean separate;

  @Option(
      names = "--size",
      paramLabel = "PIXELS",
      description = "Edge of each image, enlarged if need be (default: as the model draws it).")
  private Optional<Integer> size;

  @Option(
      names = "--show",
      description =
          "Show the images in the terminal, too: by kitty's protocol or as sixels where it is known"
              + " to take those, else in half blocks.")
  private boolean show;

  @Option(names = "--json", description = "Tell the files as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (captions.isPresent()) {
      return drawFile();
    }
    check();
    if (show && json) {
      throw CommandException.usage("--show is for people, --json for programs");
    }
    GatewayAnswer drawn = gateway.client(kafka.data()).draw(request());
    if (drawn.images().isEmpty()) {
      throw CommandException.failed("the gateway answered without any image");
    }
    Map<Path, Drawn> files =
        separate
            ? ImageFiles.separate(out, drawn)
            : ImageFiles.sheet(out, caption.orElseThrow(), drawn);
    PrintWriter output = spec.commandLine().getOut();
    if (json) {
      output.println(json(files, drawn));
    } else {
      if (show) {
        TerminalImage terminal = TerminalImage.of(System.getenv());
        for (Path file : files.keySet()) {
          output.print(terminal.of(Files.readAllBytes(file)));
        }
      }
      files.forEach(
          (file, image) ->
              output.printf(
                  "%s  seed %d%s  checkpoint %s%n",
                  file,
                  drawn.seed(),
                  separate || index.isPresent() ? "  index " + image.index() : "",
                  image.checkpoint()));
    }
    output.flush();
    return ExitCode.OK;
  }

  private String json(Map<Path, Drawn> files, GatewayAnswer drawn) {
    ObjectNode object = new ObjectMapper().createObjectNode();
    ArrayNode list = object.put("caption", caption.orElseThrow()).putArray("files");
    files.forEach(
        (file, image) ->
            list.addObject()
                .put("file", file.toAbsolutePath().toString())
                .put("seed", drawn.seed())
                .put("index", image.index())
                .put("checkpoint", image.checkpoint()));
    return object.toPrettyString();
  }

  private int drawFile() throws IOException {
    if (caption.isPresent()
        || count != 1
        || separate
        || json
        || show
        || size.isPresent()
        || index.isPresent()
        || drawing.isTruncated()
        || gateway.isNamed()) {
      throw CommandException.usage("--captions goes with -o, --seed and --model alone");
    }
    Path file = captions.orElseThrow();
    if (!Files.isRegularFile(file)) {
      throw CommandException.usage("there is no file " + file);
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw CommandException.usage(out + " is no directory; with --captions, -o names one");
    }
    CaptionFile lines = new CaptionFile(file, new ImageFolder(out), spec.commandLine().getOut());
    boolean all = lines.draw(kafka.settings(), drawing.seed().orElse(0L), drawing.model());
    return all ? ExitCode.OK : ExitCode.FAILED;
  }

  private void check() {
    if (caption.filter(text -> !text.isBlank()).isEmpty()) {
      throw CommandException.usage("what to draw is missing: a caption, or a file with --captions");
    }
    if (count < 1 || count > RequestLimits.MAX_COUNT) {
      throw CommandException.usage(
          "-n " + count + " is not between 1 and " + RequestLimits.MAX_COUNT);
    }
    Path folder = out.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw CommandException.usage("there is no directory " + folder);
    }
  }

  private Map<String, Object> request() {
    Map<String, Object> request = drawing.request(caption.orElseThrow());
    request.put("n", count);
    request.put("response_format", "b64_json");
    request.put("output_format", "png");
    index.ifPresent(value -> request.put("index", value));
    size.ifPresent(
        value -> {
          request.put("size", value + "x" + value);
          request.put("enlarge", true);
        });
    return request;
  }
}
