package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How long pairs of a trickle take until a release that learned them draws. */
@Command(
    name = "freshness",
    header = "Times pairs from their arrival to the first image of a release that learned them.",
    description =
        "Starts a stack of its own with default settings, lets pairs trickle in while images are"
            + " asked for, and prints, at each release's first image, how long the pairs took that"
            + " it was the first to have learned; at the end, median and p90 over all pairs, and how"
            + " much of checkpoints was written meanwhile. Once"
            + " no more pairs come, images are asked for until what was learned is served.")
public final class BenchFreshnessCommand implements Callable<Integer> {
  @Mixin private FigureOutput out;

  @Option(
      names = "--minutes",
      defaultValue = "4",
      description = "How long pairs come (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--pairs-per-second",
      defaultValue = "4",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private double pairRate;

  @Option(
      names = "--requests-per-second",
      defaultValue = "1",
      description = "Images asked for meanwhile (default: ${DEFAULT-VALUE}).")
  private double requestRate;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(minutes > 0 && pairRate > 0 && requestRate > 0)) {
      throw CommandException.usage(
          "--minutes, --pairs-per-second and --requests-per-second must be above 0");
    }
    try (OwnStack stack = OwnStack.up(Map.of("XMCGAN_TRAINER_GATE_WITHOUT_SCORES", "release"));
        FreshnessRun run = new FreshnessRun(stack, out)) {
      run.run(Duration.ofMillis((long) (minutes * 60_000)), pairRate, requestRate);
      FreshnessRun.Totals totals = run.totals();
      if (totals.waits().isEmpty()) {
        throw CommandException.failed("no release with new pairs drew an image in that time");
      }
      out.print(
          new FigureLine("freshness")
              .with("pairs_sent", totals.sent())
              .with("pairs_served", totals.served())
              .with("releases", totals.releases())
              .with("images", totals.images())
              .with("written_gb_per_h", totals.writtenGbPerHour())
              .with("median_s", totals.quantileSeconds(0.5))
              .with("p90_s", totals.quantileSeconds(0.9))
              .with("longest_s", totals.quantileSeconds(1)));
    }
    return ExitCode.OK;
  }
}
