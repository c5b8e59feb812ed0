package dev.xmcgan.lab.bench;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.streaming.BenchFreshnessCommand;
import dev.xmcgan.lab.bench.streaming.BenchGatewayCommand;
import dev.xmcgan.lab.bench.streaming.BenchPipelineCommand;
import dev.xmcgan.lab.bench.streaming.BenchStreamCommand;
import dev.xmcgan.lab.bench.streaming.DrawingStepsCommand;
import dev.xmcgan.lab.bench.streaming.MemoryPeak;
import dev.xmcgan.lab.bench.streaming.TrainingStepsCommand;
import dev.xmcgan.lab.bench.swap.BenchCheckpointCommand;
import dev.xmcgan.lab.bench.swap.BenchSwapCommand;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.training.StepMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Times the model's operations and prints a line for each. */
@Command(
    name = "bench",
    header = "Times the model's operations on this machine.",
    description =
        "Prints, for each operation, the median CPU time of the process and the median time per"
            + " call after a warm-up, and how near it comes to what one large convolution reaches"
            + " in the same run. --against-plain times a plain implementation of the same networks"
            + " beside it. The commands below measure what half precision does to images, and the"
            + " streaming around the model on a stack of its own.",
    synopsisSubcommandLabel = "| COMMAND",
    subcommands = {
      BenchPrecisionCommand.class,
      BenchPipelineCommand.class,
      BenchGatewayCommand.class,
      DrawingStepsCommand.class,
      BenchStreamCommand.class,
      BenchCheckpointCommand.class,
      BenchSwapCommand.class,
      BenchFreshnessCommand.class,
      TrainingStepsCommand.class
    })
public final class BenchCommand implements Callable<Integer> {

  /** What can be timed. */
  public enum Subject {
    /** {@code g_eval}. */
    generator,
    /** {@code d_step}, {@code g_step}, {@code gd_step}, {@code iteration}. */
    train,
    /** {@code bert}. */
    bert
  }

  private static final List<ModelConfig> PRESETS =
      List.of(ModelConfig.starter64(), ModelConfig.official128(), ModelConfig.official256());

  /** {@code num_epochs} of the official configuration. */
  private static final double COCO_EPOCHS = 500;

  /** Images of COCO-14's training split. */
  private static final double COCO_IMAGES = 82_783;

  private static final double MEGABYTE = 1e6;

  // not required by picocli, which would ask it of the commands below, too
  @Parameters(paramLabel = "SUBJECT", arity = "0..1", description = "${COMPLETION-CANDIDATES}")
  private Optional<Subject> chosen;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "starter-64, official-128 or official-256; instead of sizes.")
  private Optional<String> preset;

  @Option(names = "--image", defaultValue = "64", description = "Edge (default: 64).")
  private int image;

  @Option(names = "--width", defaultValue = "16", description = "gf = df (default: 16).")
  private int width;

  @Option(names = "--batch", defaultValue = "16", description = "B (default: 16).")
  private int batch;

  @Option(names = "--text-width", defaultValue = "128", description = "E (default: 128).")
  private int textWidth;

  @Option(names = "--words", defaultValue = "17", description = "T (default: 17).")
  private int words;

  @Option(
      names = "--caption-heads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Of a layer that reads captions; the starter has 4 (default: 0).")
  private int captionHeads;

  @Option(names = "--threads", defaultValue = "1", description = "Of the tensor library.")
  private int threads;

  @Option(names = "--seconds", defaultValue = "5", description = "Least time for each operation.")
  private int seconds;

  @Option(names = "--against-plain", description = "Also time the plain implementation.")
  private boolean plain;

  @Option(
      names = "--image-encoder",
      paramLabel = "FILE",
      description = "For train: also time a pretrained image encoder's term of the loss.")
  private Optional<Path> imageEncoder;

  @Option(names = "--text-encoder", paramLabel = "DIR", description = "For bert.")
  private Optional<Path> textEncoder;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "Of drawing: float32, float16 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Mixin private FigureOutput out;

  @Override
  public Integer call() throws IOException {
    Subject subject =
        chosen.orElseThrow(() -> CommandException.usage("what to time is missing; see --help"));
    if (plain && captionHeads > 0) {
      throw CommandException.usage("--against-plain has no layer for --caption-heads");
    }
    BenchmarkShape shape = shape();
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    Stopwatch standard = Stopwatch.standard();
    Stopwatch stopwatch =
        new Stopwatch(standard.warmUp(), standard.samples(), Duration.ofSeconds(seconds));
    if (subject == Subject.bert) {
      Path directory = textEncoder.orElseGet(() -> Home.locate().textEncoder());
      try {
        TextBenchmark.run(directory, device, batch, words, threads, stopwatch, out::print);
      } catch (IllegalArgumentException e) {
        throw CommandException.usage(e.getMessage());
      }
      return ExitCode.OK;
    }
    ModelBenchmark benchmark =
        new ModelBenchmark(shape, device, threads, precision, stopwatch, out::print);
    if (subject == Subject.generator) {
      benchmark.generator();
      if (plain) {
        benchmark.plainGenerator();
      }
    } else {
      try (MemoryPeak memory = MemoryPeak.of(ProcessHandle.current())) {
        double wallMillis = benchmark.training();
        out.print(cost(shape, wallMillis, memory.growthMegabytes()));
      }
      if (plain) {
        benchmark.plainTraining();
      }
      if (imageEncoder.isPresent()) {
        try (PretrainedImageEncoder encoder =
            PretrainedImageEncoder.load(imageEncoder.get(), device)) {
          benchmark.imageTerm(encoder);
        }
      }
    }
    return ExitCode.OK;
  }

  /** What training on such a device comes to; a pair of the official code is read twice. */
  private static FigureLine cost(BenchmarkShape shape, double iterationMillis, double peakMb) {
    double iterations = COCO_EPOCHS * COCO_IMAGES / (2.0 * shape.batch());
    return new FigureLine("cost")
        .with("estimated_mb", StepMemory.bytes(shape.config(), shape.training()) / MEGABYTE)
        .with("peak_mb", peakMb)
        .with("coco_days", iterations * iterationMillis / Duration.ofDays(1).toMillis());
  }

  private BenchmarkShape shape() {
    if (threads < 1 || seconds < 0) {
      throw CommandException.usage("--threads must be at least 1 and --seconds at least 0");
    }
    try {
      BenchmarkShape shape =
          preset.isPresent()
              ? new BenchmarkShape(named(preset.get()), batch, words)
              : BenchmarkShape.official(image, width, textWidth, batch, words);
      return new BenchmarkShape(shape.config().withCaptionHeads(captionHeads), batch, words);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }

  private static ModelConfig named(String name) {
    return PRESETS.stream()
        .filter(preset -> preset.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no preset %s; there are %s"
                        .formatted(name, PRESETS.stream().map(ModelConfig::name).toList())));
  }
}
