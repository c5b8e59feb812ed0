package dev.xmcgan.lab.training;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.StopSignal;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.lab.experiments.DatasetOptions;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.FrozenEncoders;
import dev.xmcgan.model.training.Trainer;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains on drawn scenes in this process. */
@Command(
    name = "train",
    header = "Trains on drawn scenes or a data set in this process.",
    description =
        "Trains a model on drawn scenes, or on a data set of files, in this process, without Kafka,"
            + " and writes checkpoint directories, each with a sample of the captions it learned for"
            + " a trainer worker to rehearse, and sample images. Ctrl-C saves and ends;"
            + " --resume goes on exactly"
            + " from there.")
public final class TrainCommand implements Callable<Integer> {
  private static final int REMEMBERED_CAPTIONS = 2048;
  private static final String THREADS_PROPERTY = "ai.djl.pytorch.num_threads";

  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to save.")
  private Path out;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "20000",
      description =
          "Scenes to draw and learn from, or the most pairs of --dataset (default:"
              + " ${DEFAULT-VALUE}).")
  private int pairs;

  @Mixin private DatasetOptions dataset;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "30",
      description = "Length of this run (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Stop at this iteration, earlier runs counted.")
  private Optional<Long> steps;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of scenes, weights and noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Go on from this checkpoint, or the newest in this folder, not from a fresh one.")
  private Optional<Path> resume;

  @Mixin private TrainingOptions options;

  @Option(
      names = "--text-encoder",
      paramLabel = "DIR",
      description = "A BERT in the Hugging Face layout (default: the starter's).")
  private Optional<Path> textEncoder;

  @Option(
      names = "--image-encoder",
      paramLabel = "FILE",
      description =
          "A pretrained image encoder as TorchScript, (B,3,H,W) in [0,1] to (B,K), for one more"
              + " contrastive term of the generator (default: none).")
  private Optional<Path> imageEncoder;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Of the tensor library (default: all cores); 1 on a busy machine.")
  private Optional<Integer> threads;

  @Option(
      names = "--save-minutes",
      paramLabel = "M",
      defaultValue = "3",
      description = "Between two checkpoints (default: ${DEFAULT-VALUE}).")
  private double saveMinutes;

  @Option(
      names = "--report-every",
      paramLabel = "STEPS",
      defaultValue = "50",
      description = "Iterations between two lines of losses (default: ${DEFAULT-VALUE}).")
  private int reportEvery;

  @Override
  public Integer call() throws IOException {
    TrainingConfig training = options.training();
    HardNegatives hardNegatives = options.hardNegatives();
    check(training);
    Path encoderDirectory = textEncoder.orElseGet(() -> Home.locate().textEncoder());
    Files.createDirectories(out);
    threads.ifPresent(count -> System.setProperty(THREADS_PROPERTY, Integer.toString(count)));
    Device device = Devices.choose(DeviceChoice.AUTO);
    try (StopSignal stop = StopSignal.install();
        TextEncoder encoder = TextEncoder.load(encoderDirectory, device, cacheBytes());
        LoadedImageEncoder image = LoadedImageEncoder.load(imageEncoder, device);
        Trainer trainer = trainer(training, options.negatives(image.beside(encoder)), device)) {
      ScenePool pool = pool(training, trainer.config());
      SceneBatches batches = SceneBatches.of(pool, seed, hardNegatives);
      PrintWriter console = spec.commandLine().getOut();
      console.printf(
          "%s on %s, %d pairs, %s, %s, from step %d%n",
          trainer.config().name(),
          device,
          pool.size(),
          training,
          hardNegatives,
          trainer.stepCount());
      console.flush();
      TrainingLimits limits =
          new TrainingLimits(
              duration(minutes), steps.orElse(Long.MAX_VALUE), duration(saveMinutes), reportEvery);
      new OfflineTraining(
              trainer, learned(), batches, new SampleSheet(encoder, device), limits, out, console)
          .run(() -> stop.requested().isDone());
    }
    return ExitCode.OK;
  }

  private ScenePool pool(TrainingConfig training, ModelConfig model) throws IOException {
    if (!dataset.isPresent()) {
      return options.scenes(pairs, seed, model);
    }
    Map<String, Integer> leftOut = new TreeMap<>();
    Consumer<PairProblem> problems = problem -> leftOut.merge(problem.kind(), 1, Integer::sum);
    ScenePool pool = ScenePool.read(dataset.open(problems), pairs, model.imageSize(), problems);
    if (!leftOut.isEmpty()) {
      spec.commandLine().getOut().println("left out: " + leftOut);
    }
    if (pool.size() < training.examplesPerStep()) {
      throw CommandException.failed(
          "the data set has %d pairs, one iteration takes %d"
              .formatted(pool.size(), training.examplesPerStep()));
    }
    return options.captions(pool);
  }

  private void check(TrainingConfig training) throws IOException {
    dataset.check();
    if (dataset.isPresent() && training.losses().assignment() > 0) {
      throw CommandException.usage(
          "--assignment is of drawn scenes: of a data set nobody knows what its captions leave open");
    }
    if (pairs < training.examplesPerStep()) {
      throw CommandException.usage(
          "--pairs " + pairs + " is less than one iteration takes: " + training.examplesPerStep());
    }
    if (minutes <= 0 || saveMinutes <= 0 || reportEvery < 1) {
      throw CommandException.usage("--minutes, --save-minutes and --report-every must be above 0");
    }
    if (resume.isPresent() && options.shapesAModel()) {
      throw CommandException.usage(
          "--width, --modulation, --upsampling and --pixel-noise are for fresh models; the checkpoint"
              + " has its own");
    }
    if (resume.isEmpty() && new SavedSteps(out).newest().isPresent()) {
      throw CommandException.failed(
          out + " holds checkpoints; go on from them with --resume " + out + " or choose another");
    }
  }

  private CaptionReservoir learned() throws IOException {
    return resume.isPresent()
        ? CaptionReservoir.read(SavedSteps.checkpointIn(resume.get()), REMEMBERED_CAPTIONS)
        : new CaptionReservoir(REMEMBERED_CAPTIONS);
  }

  private Trainer trainer(TrainingConfig training, FrozenEncoders encoders, Device device)
      throws IOException {
    return resume.isPresent()
        ? Trainer.resume(SavedSteps.checkpointIn(resume.get()), training, encoders, device, seed)
        : Trainer.create(options.fresh(), training, encoders, device, seed);
  }

  /** Captions come again and again: half the heap remembers what the encoder said. */
  private static long cacheBytes() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  private static Duration duration(double minutes) {
    return Duration.ofMillis(Math.round(minutes * 60_000));
  }
}
