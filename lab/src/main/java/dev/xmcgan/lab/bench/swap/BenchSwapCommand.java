package dev.xmcgan.lab.bench.swap;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.streaming.OwnStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What swaps of weights cost those who ask for images meanwhile. */
@Command(
    name = "swap",
    header =
        "Swaps weights under load: what fails, how much longer answers take, what memory does.",
    description =
        "Starts a stack of its own without a trainer, finds how much its worker can draw, and then"
            + " asks for a part of that, at random moments. Between two times without swaps,"
            + " checkpoints are released one after the other. Prints the requests that failed, were"
            + " lost, were answered twice, or were drawn by an older checkpoint after a newer one;"
            + " the median and 99th percentile of the time from when a request was due to its"
            + " answer without swaps and with them; the seconds from a release to the first"
            + " micro-batch drawn with it; and how the worker's resident memory at the end compares"
            + " with the beginning.")
public final class BenchSwapCommand implements Callable<Integer> {
  @Mixin private FigureOutput out;

  @Option(
      names = "--swaps",
      defaultValue = "100",
      description = "How many are measured (default: ${DEFAULT-VALUE}).")
  private int swaps;

  @Option(
      names = "--warm-up",
      paramLabel = "SWAPS",
      defaultValue = "12",
      description =
          "Before any counts: until then code is compiled, and memory allocated, that stays"
              + " (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--load",
      defaultValue = "0.8",
      description = "Of what the worker can draw (default: ${DEFAULT-VALUE}).")
  private double load;

  @Option(
      names = "--steady",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "Without swaps, to compare with: before them and after them (default: ${DEFAULT-VALUE}).")
  private int steady;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "From one release to the next, or as long as a swap takes (default: ${DEFAULT-VALUE}).")
  private double interval;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (swaps < 1 || warmUp < 0 || load <= 0 || load > 1 || steady < 1 || interval < 0) {
      throw CommandException.usage(
          "--swaps and --steady must be at least 1, --load above 0 and at most 1, --interval"
              + " and --warm-up at least 0");
    }
    Path directory = Files.createTempDirectory("xmcgan-bench-weights-");
    try (OwnStack stack = OwnStack.up(Map.of(), "--no-trainer");
        SwapRun run = new SwapRun(stack, directory)) {
      Duration pause = Duration.ofMillis((long) (1_000 * interval));
      out.print(run.run(warmUp, swaps, load, Duration.ofSeconds(steady), pause));
    } finally {
      OwnStack.delete(directory);
    }
    return ExitCode.OK;
  }
}
