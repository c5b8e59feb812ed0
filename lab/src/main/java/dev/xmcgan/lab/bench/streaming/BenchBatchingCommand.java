package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.load.Arrivals;
import dev.xmcgan.lab.bench.load.RequestChannel;
import dev.xmcgan.lab.bench.load.RequestLoad;
import dev.xmcgan.lab.bench.load.ScheduledLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Micro-batches that follow a latency target, beside fixed ones. */
@Command(
    name = "batching",
    header = "Times requests with adaptive and with fixed micro-batches.",
    description = {
      "Starts two stacks of their own without a trainer, whose workers differ in"
          + " xmcgan.worker.latency-target alone: 0s is the fixed batch. Measures what can be drawn,"
          + " then sends the same requests at the same moments to one after the other: at random"
          + " at 70 % of that, in bursts of 12 at 50 %, and rising from 11 to 110 %.",
      "Prints what each was offered and answered, how long requests took, and how the 99th"
          + " percentiles compare."
    })
public final class BenchBatchingCommand implements Callable<Integer> {
  private static final String TARGET = "XMCGAN_WORKER_LATENCY_TARGET";
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final int OPEN = 96;
  private static final int MEDIAN = 50;
  private static final int P99 = 99;

  @Mixin private FigureOutput out;

  @Option(
      names = "--target",
      defaultValue = "500ms",
      description = "Of the adaptive worker (default: ${DEFAULT-VALUE}).")
  private String target;

  @Option(
      names = "--seconds",
      defaultValue = "12",
      description = "For which requests come each time (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the moments (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    if (seconds < 2) {
      throw CommandException.usage("--seconds must be at least 2");
    }
    try (OwnStack fixed = OwnStack.up(Map.of(TARGET, "0s"), "--no-trainer");
        OwnStack adaptive = OwnStack.up(Map.of(TARGET, target), "--no-trainer");
        RequestChannel toFixed = new RequestChannel(fixed.kafka());
        RequestChannel toAdaptive = new RequestChannel(adaptive.kafka())) {
      double capacity = Math.min(capacity(toFixed), capacity(toAdaptive));
      for (Arrivals arrivals : Arrivals.values()) {
        List<Double> times = arrivals.times(capacity, seconds, new Random(seed));
        ScheduledLoad.Latencies without = new ScheduledLoad(toFixed).run(times);
        ScheduledLoad.Latencies with = new ScheduledLoad(toAdaptive).run(times);
        print(arrivals, without, with);
      }
    }
    return ExitCode.OK;
  }

  private static double capacity(RequestChannel requests) {
    RequestLoad load = new RequestLoad(requests, OPEN);
    load.run(WARM_UP);
    RequestLoad.Answered answered = load.run(WARM_UP.dividedBy(2));
    load.drain();
    return answered.perSecond();
  }

  private void print(
      Arrivals arrivals, ScheduledLoad.Latencies fixed, ScheduledLoad.Latencies adaptive) {
    out.print(
        new FigureLine("batching_" + arrivals.title())
            .with("requests", (long) fixed.millis().length)
            .with("offered_per_s", fixed.millis().length / (double) seconds)
            .with("fixed_per_s", fixed.perSecond())
            .with("adaptive_per_s", adaptive.perSecond())
            .with("fixed_p50_ms", fixed.percentile(MEDIAN))
            .with("adaptive_p50_ms", adaptive.percentile(MEDIAN))
            .with("fixed_p99_ms", fixed.percentile(P99))
            .with("adaptive_p99_ms", adaptive.percentile(P99))
            .with("p99_ratio", adaptive.percentile(P99) / fixed.percentile(P99)));
  }
}
