package dev.xmcgan.lab.drift;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.lab.experiments.ExperimentContext;
import dev.xmcgan.lab.experiments.ExperimentOptions;
import dev.xmcgan.lab.experiments.ResultFiles;
import dev.xmcgan.model.checkpoint.CheckpointFiles;
import dev.xmcgan.model.training.TrainingConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            + " new concepts on held-out captions and writes table.md. --pairs and --images are of"
            + " each kind. What is finished stays: the same command again does what is missing.")
public final class DriftCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

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

  @Override
  public Integer call() throws IOException {
    check();
    Path checkpoint = from.orElseGet(() -> Home.locate().starter()).toAbsolutePath();
    int imageSize = CheckpointFiles.readConfig(checkpoint).imageSize();
    DriftSettings settings =
        new DriftSettings(checkpoint.toString(), every, options.pairs(), options.images());
    ResultFiles files = options.files(settings);
    PrintWriter console = spec.commandLine().getOut();
    try (ExperimentContext context = options.context(console)) {
      DriftTable table = table(new DriftStudy(settings, imageSize, files, context));
      files.saveTable("table.md", table.markdown());
      console.print(table.markdown());
      console.flush();
    }
    return ExitCode.OK;
  }

  private DriftTable table(DriftStudy study) throws IOException {
    Finding before = study.before();
    List<Finding> after = new ArrayList<>();
    for (double share : shares) {
      Optional<Finding> finding = Optional.of(before);
      // a training that was stopped gives none
      for (long step = every; step <= steps && finding.isPresent(); step += every) {
        finding = study.after(share, step);
        finding.ifPresent(after::add);
      }
    }
    return new DriftTable(before, after);
  }

  private void check() {
    if (every < 1 || steps < every) {
      throw CommandException.usage("--every must be at least 1, --steps at least --every");
    }
    if (shares.stream().anyMatch(share -> !(share >= 0 && share <= 1))) {
      throw CommandException.usage("--shares are from 0 to 1, not " + shares);
    }
    options.check(TrainingConfig.starter().examplesPerStep());
  }
}
