package dev.xmcgan.lab.bench.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.Main;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many pairs a second {@code import folder} stores. */
@Command(
    name = "import",
    header = "Times the import of a folder of small images.",
    description =
        "Starts a stack of its own without a trainer, writes drawn scenes into a temporary folder,"
            + " each with a .txt beside it, and imports that folder: once so that everything is"
            + " warm, then once for the figure. Seconds are those of the import alone: going"
            + " through the folder, reading, checking and sending.")
public final class BenchImportCommand implements Callable<Integer> {
  private static final long SEED = 1;

  /** The same scenes again and again are as good: files differ in their captions. */
  private static final int SCENES = 500;

  @Mixin private FigureOutput out;

  @Option(
      names = "--pairs",
      defaultValue = "20000",
      description = "Images of the folder (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--size",
      defaultValue = "64",
      description = "Their edge, a power of two (default: ${DEFAULT-VALUE}).")
  private int size;

  @Override
  public Integer call() throws IOException {
    if (pairs < 1) {
      throw CommandException.usage("--pairs must be at least 1");
    }
    ScenePairs scenes;
    try {
      scenes = new ScenePairs(SceneOptions.training(SEED, SCENES).withImageSize(size));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
    Path folder = Files.createTempDirectory("xmcgan-bench-import-");
    try (OwnStack stack = OwnStack.up(Map.of(), "--no-trainer")) {
      long bytes = write(scenes, folder);
      imported(folder, stack.kafka());
      JsonNode told = imported(folder, stack.kafka());
      double seconds = told.path("seconds").asDouble();
      out.print(
          new FigureLine("import")
              .with("pairs", told.path("sent").asLong())
              .with("bytes", bytes)
              .with("seconds", seconds)
              .with("pairs_per_s", told.path("sent").asLong() / seconds));
    } finally {
      OwnStack.delete(folder);
    }
    return ExitCode.OK;
  }

  /** Gives back how many bytes the images have. */
  private long write(ScenePairs scenes, Path folder) throws IOException {
    long bytes = 0;
    for (int i = 0; i < pairs; i++) {
      CaptionedImage scene = scenes.pair(i % SCENES);
      Files.write(folder.resolve(i + ".png"), scene.image());
      Files.write(folder.resolve(i + ".txt"), scene.captions());
      bytes += scene.image().length;
    }
    return bytes;
  }

  private static JsonNode imported(Path folder, KafkaSettings kafka) throws IOException {
    StringWriter told = new StringWriter();
    StringWriter failed = new StringWriter();
    CommandLine line = Main.commandLine(false);
    line.setOut(new PrintWriter(told)).setErr(new PrintWriter(failed));
    int code =
        Main.execute(
            line,
            "import",
            "folder",
            folder.toString(),
            "--again",
            "--json",
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--registry",
            kafka.registryUrl());
    if (code != ExitCode.OK) {
      throw CommandException.failed(failed.toString().strip());
    }
    return new ObjectMapper().readTree(told.toString());
  }
}
