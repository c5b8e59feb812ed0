package dev.xmcgan.cli.ablation;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.experiments.ResultFiles;
import dev.xmcgan.cli.home.Home;
import dev.xmcgan.cli.stopping.StopSignal;
import dev.xmcgan.evaluation.scenes.EvaluationReport;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains variants of the model alike and compares them. */
@Command(
    name = "ablate",
    header = "Shows what each loss and each option does.",
    description =
        "Trains variants at equal steps from random weights on the same drawn scenes, judges each"
            + " on the same held-out captions, and writes a table, table.md and table.json. What is"
            + " finished stays: the same command again does what is missing.")
public final class AblateCommand implements Callable<Integer> {
  private static final int FEWEST_IMAGES = 2;

  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to save.")
  private Path out;

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "paper",
      description =
          "Names of variants, or paper, or options for what comes on top of it (default:"
              + " ${DEFAULT-VALUE}).")
  private List<String> variants;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Iterations of each run (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each variant, with seeds from 1 on (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--width",
      paramLabel = "W",
      defaultValue = "8",
      description = "Of both networks, gf = df (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "16",
      description = "Pairs per update (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Scenes to draw and learn from (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Held-out captions to draw (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the tensor library (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public Integer call() throws IOException {
    check();
    List<Variant> chosen = Variants.named(variants);
    AblationSettings settings = new AblationSettings(steps, batch, width, pairs, images);
    ResultFiles files = ResultFiles.open(out, settings);
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    PrintWriter console = spec.commandLine().getOut();
    // captions come again in every run: half the heap remembers what the encoder said
    long cacheBytes = Runtime.getRuntime().maxMemory() / 2;
    try (StopSignal stop = StopSignal.install();
        TextEncoder encoder = TextEncoder.load(Home.locate().textEncoder(), device, cacheBytes)) {
      new Ablation(settings, files, encoder, device, console)
          .run(chosen, seeds, () -> stop.requested().isDone());
    }
    AblationTable table = new AblationTable(settings, finished(files));
    files.saveTable("table.md", table.markdown());
    files.saveTable("table.json", table.json());
    console.print(table.markdown());
    console.flush();
    return ExitCode.OK;
  }

  /** Of all variants, earlier commands' too. */
  private Map<Variant, List<EvaluationReport>> finished(ResultFiles files) throws IOException {
    Map<Variant, List<EvaluationReport>> finished = new LinkedHashMap<>();
    for (Variant variant : Variants.all()) {
      List<EvaluationReport> reports = new ArrayList<>();
      for (long seed = 1; seed <= seeds; seed++) {
        files.result(variant.run(seed)).ifPresent(reports::add);
      }
      if (!reports.isEmpty()) {
        finished.put(variant, reports);
      }
    }
    return finished;
  }

  private void check() {
    if (steps < 1 || seeds < 1 || threads < 1 || images < FEWEST_IMAGES) {
      throw CommandException.usage(
          "--steps, --seeds and --threads must be at least 1, --images at least " + FEWEST_IMAGES);
    }
    if (pairs < batch) {
      throw CommandException.usage("--pairs " + pairs + " is less than --batch " + batch);
    }
    try {
      AblationSettings settings = new AblationSettings(steps, batch, width, pairs, images);
      Variant any = Variants.all().get(0);
      settings.model(any);
      settings.training(any);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }
}
