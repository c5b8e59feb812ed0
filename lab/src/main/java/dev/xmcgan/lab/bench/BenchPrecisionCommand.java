package dev.xmcgan.lab.bench;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.training.SavedSteps;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generator.PreparedGenerator;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How far narrow images are from the float32 ones of the same captions and noise. */
@Command(
    name = "precision",
    header = "Shows how far images drawn in half precision are from those drawn in float32.",
    description =
        "Draws captions of validation scenes twice from the same noise, in float32 and in float16"
            + " or bfloat16, on the GPU where there is one, and prints how far the pixels are from"
            + " each other: mean and largest difference in levels of 8 bits, and the share of"
            + " values that differ at all.")
public final class BenchPrecisionCommand implements Callable<Integer> {
  private static final int BATCH = 16;

  @Mixin private FigureOutput out;

  @Option(
      names = "--generator",
      paramLabel = "DIR",
      description =
          "A checkpoint, or a folder of which the newest is taken (default: the starter).")
  private Optional<Path> generator;

  @Option(
      names = "--precision",
      defaultValue = "float16",
      description = "float16 or bfloat16 (default: ${DEFAULT-VALUE}).")
  private Precision precision;

  @Option(names = "--images", paramLabel = "N", defaultValue = "256", description = "Default: 256.")
  private int images;

  @Option(names = "--seed", defaultValue = "1", description = "Of scenes and noise (default: 1).")
  private long seed;

  @Option(names = "--threads", defaultValue = "1", description = "Of the tensor library.")
  private int threads;

  @Override
  public Integer call() throws IOException {
    if (images < 1 || threads < 1) {
      throw CommandException.usage("--images and --threads must be at least 1");
    }
    if (precision == Precision.FLOAT32) {
      throw CommandException.usage("--precision must be float16 or bfloat16, not float32");
    }
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    if (!PreparedGenerator.supports(precision, device)) {
      throw CommandException.failed("%s cannot draw in %s".formatted(device, name()));
    }
    Home home = Home.locate();
    Path directory = SavedSteps.checkpointIn(generator.orElseGet(home::starter));
    ImageDifference difference = new ImageDifference();
    try (TextEncoder encoder = TextEncoder.load(home.textEncoder(), device);
        ImageGenerator full = ImageGenerator.load(directory, encoder, device);
        ImageGenerator half = ImageGenerator.load(directory, encoder, device, precision)) {
      SceneSampler scenes = new SceneSampler(seed, Split.VALIDATION, Drift.none());
      for (long from = 0; from < images; from += BATCH) {
        List<ImageRequest> requests =
            LongStream.range(from, Math.min(images, from + BATCH))
                .mapToObj(index -> request(scenes, index))
                .toList();
        add(difference, half.generate(requests), full.generate(requests));
      }
    }
    out.print(
        new FigureLine(name() + "_images")
            .with("images", images)
            .with("mean_levels", difference.mean())
            .with("largest_levels", difference.largest())
            .with("differing", difference.differing())
            .with("gpu", device.isGpu() ? 1 : 0));
    return ExitCode.OK;
  }

  /** Where it is too narrow for a model, that is the finding. */
  private void add(
      ImageDifference difference, List<GeneratedImage> half, List<GeneratedImage> full) {
    if (!half.stream().allMatch(GeneratedImage::finite)) {
      throw CommandException.failed(
          "in %s this checkpoint draws NaN or infinite values".formatted(name()));
    }
    difference.add(half, full);
  }

  private String name() {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  private ImageRequest request(SceneSampler scenes, long index) {
    String caption = SceneCaptions.of(scenes.scene(index), false).get(0);
    return new ImageRequest(caption, seed + index, OptionalDouble.empty());
  }
}
