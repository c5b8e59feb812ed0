package dev.xmcgan.cli.drift;

import ai.djl.Device;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.experiments.ResultFiles;
import dev.xmcgan.cli.home.Home;
import dev.xmcgan.cli.stopping.StopSignal;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.config.DeviceChoice;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a model learns of new concepts and what it forgets, by share of new pairs. */
@Command(
    name = "drift",
    header = "Shows what a model learns and forgets when new things appear.",
    description =
        "Goes on training a checkpoint on scenes with new shapes, colours and a new background,"
            + " replaying old ones beside them, once for each share of new scenes; judges old and"
            + " new concepts on held-out captions and writes table.md. What is finished stays: the"
            + " same command again does what is missing.")
public final class DriftCommand implements Callable<Integer> {
  private static final int FEWEST_IMAGES = 2;

  @Spec private CommandSpec spec;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to save.")
  private Path out;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Checkpoint that all begin with (default: the starter's).")
  private Optional<Path> from;

  @Option(
      names = "--shares",
      split = ",",
      paramLabel = "SHARE",
      defaultValue = "0.125,0.25,0.5,1",
      description = "Of new scenes in each batch (default: ${DEFAULT-VALUE}).")
  private List<Double> shares;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "300",
      description = "Iterations with each share (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "100",
      description = "Iterations between two judgements (default: ${DEFAULT-VALUE}).")
  private int every;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Old scenes, and as many new ones (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "500",
      description = "Held-out captions of each kind to draw (default: ${DEFAULT-VALUE}).")
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
    Path checkpoint = from.orElseGet(() -> Home.locate().starter()).toAbsolutePath();
    DriftSettings settings = new DriftSettings(checkpoint.toString(), every, pairs, images);
    int imageSize = CheckpointFiles.readConfig(checkpoint).imageSize();
    ResultFiles files = ResultFiles.open(out, settings);
    Devices.configure(threads);
    Device device = Devices.choose(DeviceChoice.AUTO);
    PrintWriter console = spec.commandLine().getOut();
    // captions come again with every share: half the heap remembers what the encoder said
    long cacheBytes = Runtime.getRuntime().maxMemory() / 2;
    try (StopSignal stop = StopSignal.install();
        TextEncoder encoder = TextEncoder.load(Home.locate().textEncoder(), device, cacheBytes)) {
      DriftStudy study = new DriftStudy(settings, imageSize, files, encoder, device, console);
      DriftTable table = table(study, () -> stop.requested().isDone());
      files.saveTable("table.md", table.markdown());
      console.print(table.markdown());
      console.flush();
    }
    return ExitCode.OK;
  }

  private DriftTable table(DriftStudy study, BooleanSupplier stopped) throws IOException {
    Finding before = study.before();
    List<Finding> after = new ArrayList<>();
    for (double share : shares) {
      for (long step = every; step <= steps && !stopped.getAsBoolean(); step += every) {
        study.after(share, step, stopped).ifPresent(after::add);
      }
    }
    return new DriftTable(before, after);
  }

  private void check() {
    if (every < 1 || steps < every || threads < 1 || images < FEWEST_IMAGES) {
      throw CommandException.usage(
          "--every and --threads must be at least 1, --steps at least --every, --images at least "
              + FEWEST_IMAGES);
    }
    if (shares.stream().anyMatch(share -> !(share >= 0 && share <= 1))) {
      throw CommandException.usage("--shares are from 0 to 1, not " + shares);
    }
    int batch = TrainingConfig.starter().batchSize();
    if (pairs < batch) {
      throw CommandException.usage("--pairs " + pairs + " is less than a batch takes: " + batch);
    }
  }
}
