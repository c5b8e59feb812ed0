package dev.xmcgan.lab.bench.swap;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.bench.UntrainedGenerator;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.streaming.OwnStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What it takes to bring new weights to a running generator worker. */
@Command(
    name = "checkpoint",
    header = "Times the way of a checkpoint, from its files to a worker that draws with it.",
    description =
        "Starts a stack of its own, makes untrained generators of the sizes asked for, and"
            + " publishes and releases each. Prints the seconds of publishing, of fetching with its"
            + " check of every hash, and of the worker's swap: fetch, check, load, look at what it"
            + " draws, warm-up, hand-over; and how far the resident memory of"
            + " publisher and worker went up meanwhile.")
public final class BenchCheckpointCommand implements Callable<Integer> {
  @Mixin private FigureOutput out;

  @Option(
      names = "--megabytes",
      split = ",",
      defaultValue = "10,350",
      description = "Sizes of the weights (default: ${DEFAULT-VALUE}).")
  private List<Integer> megabytes;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Checkpoints of each size (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 1 || megabytes.stream().anyMatch(size -> size < 4 || size > 1_000)) {
      throw CommandException.usage("--rounds must be at least 1, --megabytes from 4 to 1000");
    }
    Path directory = Files.createTempDirectory("xmcgan-bench-weights-");
    try (OwnStack stack = OwnStack.up(Map.of(), "--no-trainer");
        CheckpointRun run = new CheckpointRun(stack, directory)) {
      for (int size : megabytes) {
        for (int round = 1; round <= rounds; round++) {
          out.print(run.round(UntrainedGenerator.ofMegabytes(size), round));
        }
      }
    } finally {
      OwnStack.delete(directory);
    }
    return ExitCode.OK;
  }
}
