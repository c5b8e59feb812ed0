package dev.xmcgan.cli.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.home.Home;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scenes.EvaluationReport;
import dev.xmcgan.evaluation.scenes.SceneEvaluation;
import dev.xmcgan.evaluation.scenes.SceneSample;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws captions of scenes it was not trained on and has the built-in judge read the images. */
@Command(
    name = "evaluate",
    header = "Measures how well a checkpoint draws what captions say.",
    description =
        "Draws an image for a caption of each scene and has the built-in judge read background,"
            + " colours, sizes, shapes and relation off it; also R-precision, FID and KID on the"
            + " judge's features. Beside each share stands that of the real images. The figures are"
            + " for drawn scenes alone, not comparable with any on COCO.")
public final class EvaluateCommand implements Callable<Integer> {
  private static final int FEWEST = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = "--generator",
      paramLabel = "DIR",
      description = "Checkpoint directory (default: the starter's).")
  private Optional<Path> generator;

  @Option(
      names = "--pairs",
      paramLabel = "DIR",
      description =
          "Images with same-named .txt captions of scenes (default: scenes of --split, drawn).")
  private Optional<Path> pairs;

  @Option(
      names = "--split",
      defaultValue = "VALIDATION",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Split split;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Most images (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Of scenes, captions and noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--text-encoder",
      paramLabel = "DIR",
      description = "The BERT it was trained with (default: the starter's).")
  private Optional<Path> textEncoder;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Of the tensor library (default: one per core).")
  private Optional<Integer> threads;

  @Option(names = "--json", description = "The whole report, protocols included.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (images < FEWEST) {
      throw CommandException.usage("--images must be at least " + FEWEST);
    }
    if (threads.filter(count -> count < 1).isPresent()) {
      throw CommandException.usage("--threads must be at least 1");
    }
    Home home = Home.locate();
    Path checkpoint = generator.orElseGet(home::starter);
    Devices.configure(threads.orElse(Runtime.getRuntime().availableProcessors()));
    Device device = Devices.choose(DeviceChoice.AUTO);
    try (TextEncoder encoder = TextEncoder.load(textEncoder.orElseGet(home::textEncoder), device);
        ImageGenerator drawing = ImageGenerator.load(checkpoint, encoder, device);
        NDManager manager = NDManager.newBaseManager(device);
        SceneJudge judge = SceneJudge.builtIn(manager)) {
      PairSource source = source(drawing.config().imageSize());
      List<SceneSample> samples = new Samples(drawing, seed).draw(source, images);
      if (samples.size() < FEWEST) {
        throw CommandException.failed(source.name() + " has fewer than " + FEWEST + " pairs");
      }
      String reference =
          pairs.isPresent() ? source.name() : "%s seed %d".formatted(source.name(), seed);
      print(new SceneEvaluation(judge).evaluate(samples, reference, seed));
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private PairSource source(int imageSize) {
    if (pairs.isPresent()) {
      if (!Files.isDirectory(pairs.get())) {
        throw CommandException.usage("there is no directory " + pairs.get());
      }
      return new FolderPairs(pairs.get());
    }
    return new ScenePairs(
        SceneOptions.training(seed, images).withSplit(split).withImageSize(imageSize));
  }

  private void print(EvaluationReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(report.json());
    } else {
      out.printf("%-18s %10s %10s%n", "", "generated", "real");
      for (Score score : report.generated()) {
        String metric = score.protocol().metric();
        String real =
            report.realScore(metric).map(other -> "%.3f".formatted(other.value())).orElse("");
        out.printf("%-18s %10.3f %10s%n", metric, score.value(), real);
      }
    }
    out.flush();
  }
}
