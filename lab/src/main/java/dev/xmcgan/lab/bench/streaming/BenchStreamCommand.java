package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a training that reads from Kafka and publishes to it does, beside the bare step. */
@Command(
    name = "stream",
    header = "Times training with Kafka against the bare training step.",
    description =
        "Starts a stack of its own, fills the trainer's replay window, and lets the trainer and a"
            + " process that does nothing but training steps run in turns, each held while the"
            + " other runs: same model, batch, threads, priority, kind of pairs. The trainer reads,"
            + " samples, reports and publishes a checkpoint for every minute that it trains."
            + " Prints the pairs per second of both and their ratio, by the clock and by CPU time.")
public final class BenchStreamCommand implements Callable<Integer> {
  @Mixin private FigureOutput out;

  @Option(
      names = "--pairs",
      defaultValue = "1000",
      description = "In the replay window (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--rounds",
      defaultValue = "12",
      description = "Turns of each, 15 s with and 6 s without Kafka (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Of the tensor library in both (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (pairs < 100 || rounds < 1 || threads < 1) {
      throw CommandException.usage("--pairs must be at least 100, --rounds and --threads 1");
    }
    try (StreamRun run = StreamRun.start(pairs, threads)) {
      for (int round = 0; round < rounds; round++) {
        run.round();
      }
      InterleavedRuns.Pace streamed = run.streamed();
      InterleavedRuns.Pace bare = run.bare();
      out.print(
          new FigureLine("stream")
              .with("window_pairs", run.windowPairs())
              .with("threads", (long) threads)
              .with("checkpoints", run.checkpoints())
              .with("streamed_pairs_per_s", streamed.perSecond())
              .with("bare_pairs_per_s", bare.perSecond())
              .with("ratio", streamed.perSecond() / bare.perSecond())
              .with("streamed_pairs_per_cpu_s", streamed.perCpuSecond())
              .with("bare_pairs_per_cpu_s", bare.perCpuSecond())
              .with("cpu_ratio", streamed.perCpuSecond() / bare.perCpuSecond()));
    }
    return ExitCode.OK;
  }
}
