package dev.xmcgan.lab.ablation;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.lab.experiments.ExperimentContext;
import dev.xmcgan.lab.experiments.ExperimentOptions;
import dev.xmcgan.lab.experiments.ResultFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
  @Spec private CommandSpec spec;

  @Mixin private ExperimentOptions options;

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

  @Override
  public Integer call() throws IOException {
    List<Variant> chosen = Variants.named(variants);
    AblationSettings settings = settings(chosen);
    ResultFiles files = options.files(settings);
    PrintWriter console = spec.commandLine().getOut();
    try (ExperimentContext context = options.context(console)) {
      new Ablation(settings, files, context).run(chosen, seeds);
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

  private AblationSettings settings(List<Variant> chosen) {
    if (steps < 1 || seeds < 1) {
      throw CommandException.usage("--steps and --seeds must be at least 1");
    }
    AblationSettings settings =
        new AblationSettings(steps, batch, width, options.pairs(), options.images());
    try {
      for (Variant variant : chosen) {
        settings.model(variant);
        options.check(settings.training(variant).examplesPerStep());
      }
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
    return settings;
  }
}
