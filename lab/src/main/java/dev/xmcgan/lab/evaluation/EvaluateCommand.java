package dev.xmcgan.lab.evaluation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.scenes.SceneSynonyms;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.diversity.DiversityEvaluation;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scenes.SceneEvaluation;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.streaming.ImageEvaluation;
import dev.xmcgan.lab.training.SavedSteps;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.generation.ImageGenerator;
import dev.xmcgan.model.text.TextEncoder;
import java.io.BufferedWriter;
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
import picocli.CommandLine.Spec;

/** Draws captions, or takes images that were drawn, and measures them beside the real images. */
@Command(
    name = "evaluate",
    header = "Measures how well a checkpoint draws what captions say.",
    description =
        "Draws an image for a caption of each pair, or takes those of --drawn. Of drawn scenes, the"
            + " built-in judge reads background, colours, sizes, shapes and relation off it, with"
            + " R-precision, FID and KID on its features, and how much of what captions leave open"
            + " comes out of different seeds. With networks of your own it gives FID,"
            + " KID and IS (--inception), R-precision (--clip-image, --clip-text) and SOA"
            + " (--detector) of any images. Beside each share stands that of the real images."
            + " Figures are comparable only under one protocol, which --json tells.")
public final class EvaluateCommand implements Callable<Integer> {
  private static final int FEWEST = 2;

  @Spec private CommandSpec spec;
  @Mixin private PairOptions pairs;
  @Mixin private NetworkOptions networks;

  @Option(
      names = "--generator",
      paramLabel = "DIR",
      description = "Checkpoint directory, or the newest in this folder (default: the starter's).")
  private Optional<Path> generator;

  @Option(
      names = "--drawn",
      paramLabel = "DIR",
      description =
          "Instead of a generator: images that generate --captions drew from the captions of"
              + " --captions-out.")
  private Optional<Path> drawn;

  @Option(
      names = "--captions-out",
      paramLabel = "FILE",
      description = "Writes the captions, one a line, and evaluates nothing.")
  private Optional<Path> captionsOut;

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

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description =
          "A report of --json to compare with; refused where the protocols differ, naming what.")
  private Optional<Path> compare;

  @Option(names = "--words", description = "Of scenes' captions: ${COMPLETION-CANDIDATES}.")
  private Optional<SceneSynonyms.Words> words;

  @Option(names = "--json", description = "The whole report, protocols included.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    check();
    Optional<EvaluationReport> earlier = earlier();
    if (captionsOut.isPresent()) {
      writeCaptions(captionsOut.get());
      return ExitCode.OK;
    }
    Home home = Home.locate();
    Devices.configure(threads.orElse(Runtime.getRuntime().availableProcessors()));
    try {
      Measured measured = drawn.isPresent() ? ofDrawn() : ofGenerator(home);
      print(measured.report(), earlier);
      if (!measured.failures().isEmpty()) {
        throw CommandException.failed(String.join("\n", measured.failures()));
      }
    } catch (IllegalArgumentException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private void check() {
    if (images < FEWEST) {
      throw CommandException.usage("--images must be at least " + FEWEST);
    }
    if (threads.filter(count -> count < 1).isPresent()) {
      throw CommandException.usage("--threads must be at least 1");
    }
    if (drawn.isPresent() && (generator.isPresent() || words.isPresent())) {
      throw CommandException.usage("--drawn excludes --generator and --words");
    }
    if (drawn.filter(folder -> !Files.isDirectory(folder)).isPresent()) {
      throw CommandException.usage("there is no directory " + drawn.get());
    }
    pairs.check();
    networks.check();
  }

  private Optional<EvaluationReport> earlier() throws IOException {
    if (compare.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(EvaluationReport.read(Files.readString(compare.get())));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(compare.get() + ": " + e.getMessage());
    }
  }

  private Measured ofDrawn() throws IOException {
    PairSource source = pairs.source(SceneRenderer.REFERENCE_SIZE, images, seed);
    return evaluate(source, new DrawnFolder(drawn.orElseThrow()), Optional.empty());
  }

  private Measured ofGenerator(Home home) throws IOException {
    Device device = Devices.choose(DeviceChoice.AUTO);
    try (TextEncoder encoder = TextEncoder.load(textEncoder.orElseGet(home::textEncoder), device);
        ImageGenerator drawing =
            ImageGenerator.load(
                SavedSteps.checkpointIn(generator.orElseGet(home::starter)), encoder, device)) {
      PairSource source = pairs.source(drawing.config().imageSize(), images, seed);
      ImageSource drawings = new DrawingSource(drawing, seed);
      return evaluate(
          source,
          words.isPresent() ? new OtherWords(drawings, words.get(), seed) : drawings,
          pairs.openCaptions(drawing.config().imageSize(), seed));
    }
  }

  private Measured evaluate(
      PairSource source, ImageSource generated, Optional<OpenCaptions> openCaptions)
      throws IOException {
    String inWords = words.map(others -> ", in words " + others).orElse("");
    String reference = pairs.reference(source, seed) + inWords;
    if (networks.given()) {
      return evaluate(source, generated, networks.open(reference, seed));
    }
    try (NDManager manager = NDManager.newBaseManager(Devices.choose(DeviceChoice.AUTO));
        SceneJudge judge = SceneJudge.builtIn(manager)) {
      Measured ofPairs =
          evaluate(
              source,
              generated,
              List.of(
                  new SceneEvaluation(judge).start(reference, seed),
                  new DiversityEvaluation(judge, reference, seed)));
      return openCaptions.isPresent()
          ? ofPairs.and(openCaptions.get().evaluate(generated, judge))
          : ofPairs;
    }
  }

  private Measured evaluate(
      PairSource source, ImageSource generated, List<ImageEvaluation> evaluations)
      throws IOException {
    try {
      int shown = new SampleStream(source, images, seed).show(generated, evaluations);
      if (shown < FEWEST) {
        throw CommandException.failed(source.name() + " has fewer than " + FEWEST + " pairs");
      }
      return Measured.of(evaluations);
    } finally {
      evaluations.forEach(ImageEvaluation::close);
    }
  }

  private void writeCaptions(Path file) throws IOException {
    PairSource source = pairs.source(SceneRenderer.REFERENCE_SIZE, images, seed);
    int[] count = {0};
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      new SampleStream(source, images, seed)
          .forEach(
              (caption, pair) -> {
                writer.write(caption);
                writer.write('\n');
                count[0]++;
              });
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%d captions of %s in %s%n", count[0], source.name(), file);
    out.flush();
  }

  private void print(EvaluationReport report, Optional<EvaluationReport> earlier) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      // first the report, so that it is there to be looked at when a comparison is refused
      out.print(report.json());
      out.flush();
    }
    ReportTable table = new ReportTable(json ? spec.commandLine().getErr() : out);
    if (earlier.isPresent()) {
      table.printComparison(report, earlier.get());
    } else if (!json) {
      table.print(report);
    }
  }
}
