package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.load.Callers;
import dev.xmcgan.lab.bench.load.HttpCallers;
import dev.xmcgan.lab.bench.load.InstantWorker;
import dev.xmcgan.lab.bench.load.KafkaCallers;
import dev.xmcgan.lab.bench.load.Latencies;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
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
          + " HTTP, and over Kafka alone (bare), which is a record sent, a transaction of such a"
          + " worker, and its answer read, on topics of their own that no gateway reads. Prints for"
          + " each number of callers the requests per second, the median and 99th percentile of"
          + " both, the ratio of the medians, the processor time that gateway, broker and this"
          + " process took for a request, and the worker's transactions.",
      "Then event streams are opened, and read: prints the gateway's memory and CPU time while"
          + " nothing happens, and while events come."
    })
public final class BenchGatewayCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final int MEDIAN = 50;
  private static final int P99 = 99;
  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

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
      KafkaSettings apart = stack.kafka("bare-");
      new TopicProvisioner(apart).provision((short) 1);
      try (InstantWorker worker = new InstantWorker(stack.kafka());
          InstantWorker bareWorker = new InstantWorker(apart);
          KafkaCallers bare = new KafkaCallers(apart);
          HttpCallers http = new HttpCallers(stack.gateway())) {
        for (int each : callers) {
          bare.run(each, WARM_UP);
          http.run(each, WARM_UP);
        }
        for (int each : callers) {
          Turn direct = turn(each, bare, bareWorker, stack);
          Turn through = turn(each, http, worker, stack);
          out.print(figures(each, direct, through));
        }
      }
      if (streams > 0) {
        new EventStreamRun(stack, streams, Duration.ofSeconds(seconds)).run().forEach(out::print);
      }
    }
    return ExitCode.OK;
  }

  /**
   * What callers saw, and what it took.
   *
   * @param transactions of the worker, and the seconds that they took
   */
  private record Turn(Latencies seen, CpuUse cpu, long transactions, double transactionSeconds) {
    double transactionMillis() {
      return MILLIS * transactionSeconds / transactions;
    }

    double perTransaction() {
      return seen.count() / (double) transactions;
    }
  }

  private Turn turn(int each, Callers asking, InstantWorker worker, OwnStack stack)
      throws IOException, InterruptedException {
    asking.run(each, SETTLING);
    long transactions = worker.transactions();
    double committing = worker.transactionSeconds();
    CpuUse before = CpuUse.of(stack);
    Latencies seen = asking.run(each, Duration.ofSeconds(seconds));
    return new Turn(
        seen,
        CpuUse.of(stack).minus(before),
        worker.transactions() - transactions,
        worker.transactionSeconds() - committing);
  }

  private static FigureLine figures(int callers, Turn bare, Turn http) {
    double bareEach = MILLIS / bare.seen.count();
    double httpEach = MILLIS / http.seen.count();
    return new FigureLine("gateway")
        .with("callers", (long) callers)
        .with("http_per_s", http.seen.perSecond())
        .with("http_p50_ms", http.seen.percentile(MEDIAN))
        .with("http_p99_ms", http.seen.percentile(P99))
        .with("bare_per_s", bare.seen.perSecond())
        .with("bare_p50_ms", bare.seen.percentile(MEDIAN))
        .with("bare_p99_ms", bare.seen.percentile(P99))
        .with("p50_ratio", http.seen.percentile(MEDIAN) / bare.seen.percentile(MEDIAN))
        .with("http_gateway_cpu_ms", httpEach * http.cpu.gateway())
        .with("http_broker_cpu_ms", httpEach * http.cpu.broker())
        .with("http_client_cpu_ms", httpEach * http.cpu.client())
        .with("http_transaction_ms", http.transactionMillis())
        .with("http_per_transaction", http.perTransaction())
        .with("bare_gateway_cpu_ms", bareEach * bare.cpu.gateway())
        .with("bare_broker_cpu_ms", bareEach * bare.cpu.broker())
        .with("bare_client_cpu_ms", bareEach * bare.cpu.client())
        .with("bare_transaction_ms", bare.transactionMillis())
        .with("bare_per_transaction", bare.perTransaction());
  }

  /** Processor time in seconds so far. */
  private record CpuUse(double gateway, double broker, double client) {
    static CpuUse of(OwnStack stack) {
      return new CpuUse(
          seconds(stack.process(ServiceNames.GATEWAY)),
          seconds(stack.process(ServiceNames.KAFKA)),
          seconds(ProcessHandle.current()));
    }

    CpuUse minus(CpuUse before) {
      return new CpuUse(gateway - before.gateway, broker - before.broker, client - before.client);
    }

    private static double seconds(ProcessHandle process) {
      return process.info().totalCpuDuration().orElseThrow().toNanos() / NANOS;
    }
  }
}
