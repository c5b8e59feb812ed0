package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.load.ClosedLoad;
import dev.xmcgan.lab.bench.load.HttpLoad;
import dev.xmcgan.lab.bench.load.InstantWorker;
import dev.xmcgan.lab.bench.load.KafkaRoundTrip;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the gateway adds to the way over Kafka, and what open event streams cost it. */
@Command(
    name = "gateway",
    header = "Times the way through the gateway against Kafka alone.",
    description = {
      "Starts a stack of its own without worker and trainer. In this process a worker answers every"
          + " request at once, in transactions. Callers ask for one image after the other: over"
          + " HTTP, and over Kafka alone (bare), which is a record sent, that worker's transaction,"
          + " and its answer read. Prints for each number of callers the requests per second, the"
          + " median and 99th percentile of both, and the ratio of the medians.",
      "Then event streams are opened, and read: prints the gateway's memory and CPU time while"
          + " nothing happens, and while events come."
    })
public final class BenchGatewayCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final int MEDIAN = 50;
  private static final int P99 = 99;

  @Mixin private FigureOutput out;

  @Option(
      names = "--callers",
      split = ",",
      defaultValue = "1,32,256",
      description = "How many ask at a time (default: ${DEFAULT-VALUE}).")
  private List<Integer> callers;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "For which they ask each time (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--streams",
      defaultValue = "1000",
      description = "Event streams; 0 = none (default: ${DEFAULT-VALUE}).")
  private int streams;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (callers.stream().anyMatch(each -> each < 1) || seconds < 2 || streams < 0) {
      throw CommandException.usage(
          "--callers must be at least 1, --seconds at least 2, --streams at least 0");
    }
    try (OwnStack stack = OwnStack.up(Map.of(), "--no-trainer", "--workers", "0")) {
      try (InstantWorker worker = new InstantWorker(stack.kafka());
          KafkaRoundTrip bare = new KafkaRoundTrip(stack.kafka())) {
        HttpLoad http = new HttpLoad(stack.gateway());
        ClosedLoad.run(1, WARM_UP, bare);
        ClosedLoad.run(1, WARM_UP, http);
        for (int each : callers) {
          compare(each, http, bare);
        }
      }
      if (streams > 0) {
        new EventStreamRun(stack, streams, Duration.ofSeconds(seconds)).run().forEach(out::print);
      }
    }
    return ExitCode.OK;
  }

  private void compare(int callers, HttpLoad http, KafkaRoundTrip bare)
      throws InterruptedException {
    Duration turn = Duration.ofSeconds(seconds);
    ClosedLoad.run(callers, SETTLING, bare);
    ClosedLoad.Seen direct = ClosedLoad.run(callers, turn, bare);
    ClosedLoad.run(callers, SETTLING, http);
    ClosedLoad.Seen through = ClosedLoad.run(callers, turn, http);
    out.print(
        new FigureLine("gateway")
            .with("callers", (long) callers)
            .with("http_per_s", through.perSecond())
            .with("http_p50_ms", through.percentile(MEDIAN))
            .with("http_p99_ms", through.percentile(P99))
            .with("bare_per_s", direct.perSecond())
            .with("bare_p50_ms", direct.percentile(MEDIAN))
            .with("bare_p99_ms", direct.percentile(P99))
            .with("p50_ratio", through.percentile(MEDIAN) / direct.percentile(MEDIAN)));
  }
}
