package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import dev.xmcgan.lab.bench.load.HttpCallers;
import dev.xmcgan.lab.bench.load.Latencies;
import dev.xmcgan.lab.bench.load.RequestChannel;
import dev.xmcgan.lab.bench.load.RequestLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a worker draws through Kafka, beside the bare model on the same cores. */
@Command(
    name = "pipeline",
    header = "Times images through Kafka against the bare model.",
    description = {
      "Starts a stack of its own without a trainer, and beside it a process that does nothing but"
          + " read captions, draw and encode PNG files with the same weights and batches. They"
          + " run in turns: the bare one is held while requests go through Kafka and the worker,"
          + " of which so many are open all the time, and the worker has nothing to do while the"
          + " bare one draws. Prints the images per second of both and their ratio, how the CPU time"
          + " for one image of the bare process compares with that of all others together"
          + " (cpu_ratio), and the CPU time for one image of the worker, the broker, the gateway, the bare process and this one,"
          + " which sends and reads, and what a transaction takes.",
      "Then callers ask over HTTP: one alone, and 32 beside each other."
    })
public final class BenchPipelineCommand implements Callable<Integer> {
  private static final Duration SETTLING = Duration.ofMillis(1_500);
  private static final int MANY_CALLERS = 32;
  private static final int MEDIAN = 50;
  private static final int P99 = 99;
  private static final double MILLIS = 1e3;

  private static final List<String> COUNTS =
      List.of(
          "xmcgan_worker_commit_seconds_count",
          "xmcgan_worker_commit_seconds_sum",
          "xmcgan_worker_batch_images_count",
          "xmcgan_worker_batch_images_sum");

  @Mixin private FigureOutput out;

  @Option(
      names = "--open",
      defaultValue = "192",
      description = "Requests without an answer at any time (default: ${DEFAULT-VALUE}).")
  private int open;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Turns of each, after one to warm up (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "Of a turn (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "40",
      description =
          "Seconds of requests before anything counts: what is compiled meanwhile is compiled once"
              + " (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Batches that the bare process draws beside each other (default: cores).")
  private int lanes = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Of the tensor library, for each of its lanes (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (open < 1 || rounds < 1 || seconds < 3 || warmUp < 1 || lanes < 1 || threads < 1) {
      throw CommandException.usage(
          "--open, --rounds, --warm-up, --lanes and --threads must be at least 1, --seconds 3");
    }
    try (OwnStack stack = OwnStack.up(Map.of(), "--no-trainer")) {
      try (RequestChannel requests = new RequestChannel(stack.kafka());
          BareRun bare = BareRun.drawing(16, lanes, threads)) {
        compare(stack, new RequestLoad(requests, open), bare.turns());
      }
      try (HttpCallers callers = new HttpCallers(stack.gateway())) {
        http(callers);
      }
    }
    return ExitCode.OK;
  }

  private void compare(OwnStack stack, RequestLoad load, InterleavedRuns bare)
      throws IOException, InterruptedException {
    Duration turn = Duration.ofSeconds(seconds);
    Thread.sleep(turn.toMillis());
    bare.hold();
    load.run(Duration.ofSeconds(warmUp));
    load.drain();
    double images = 0;
    double time = 0;
    Usage used = Usage.none();
    for (int round = 0; round < rounds; round++) {
      bare.turn(turn);
      load.run(SETTLING);
      Usage before = Usage.of(stack);
      RequestLoad.Answered answered = load.run(turn.minus(SETTLING));
      used = used.plus(before, Usage.of(stack));
      images += answered.images();
      time += answered.seconds();
      load.drain();
    }
    double each = MILLIS / images;
    InterleavedRuns.Pace pace = bare.pace();
    double transactions = used.counts.get(0);
    out.print(
        new FigureLine("pipeline")
            .with("images", (long) images)
            .with("kafka_images_per_s", images / time)
            .with("bare_images_per_s", pace.perSecond())
            .with("ratio", images / time / pace.perSecond())
            .with("cpu_ratio", MILLIS / pace.perCpuSecond() / (each * used.allCpu()))
            .with("worker_cpu_ms", each * used.cpu.get(0))
            .with("bare_cpu_ms", MILLIS / pace.perCpuSecond())
            .with("broker_cpu_ms", each * used.cpu.get(1))
            .with("gateway_cpu_ms", each * used.cpu.get(2))
            .with("client_cpu_ms", each * used.cpu.get(3))
            .with("commit_ms", MILLIS * used.counts.get(1) / transactions)
            .with("images_per_transaction", images / transactions)
            .with("images_per_batch", used.counts.get(3) / used.counts.get(2))
            .with("bare_lanes", (long) lanes)
            .with("bare_threads", (long) threads));
  }

  private void http(HttpCallers callers) throws IOException {
    Duration turn = Duration.ofSeconds(seconds);
    callers.run(1, SETTLING);
    Latencies alone = callers.run(1, turn);
    callers.run(MANY_CALLERS, SETTLING);
    Latencies many = callers.run(MANY_CALLERS, turn);
    out.print(
        new FigureLine("http")
            .with("alone_ms", alone.percentile(MEDIAN))
            .with("alone_p99_ms", alone.percentile(P99))
            .with("callers", (long) MANY_CALLERS)
            .with("images_per_s", many.perSecond())
            .with("ms", many.percentile(MEDIAN))
            .with("p99_ms", many.percentile(P99)));
  }

  /**
   * So far.
   *
   * @param cpu seconds of worker, broker, gateway and this process
   * @param counts what the worker counted, as {@link #COUNTS}
   */
  private record Usage(List<Double> cpu, List<Double> counts) {
    static Usage none() {
      return new Usage(List.of(0.0, 0.0, 0.0, 0.0), List.of(0.0, 0.0, 0.0, 0.0));
    }

    static Usage of(OwnStack stack) throws IOException, InterruptedException {
      String worker = ServiceNames.generator(1);
      return new Usage(
          Stream.concat(
                  Stream.of(worker, ServiceNames.KAFKA, ServiceNames.GATEWAY).map(stack::process),
                  Stream.of(ProcessHandle.current()))
              .map(process -> process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
              .toList(),
          stack.metrics(worker).read(COUNTS));
    }

    double allCpu() {
      return cpu.stream().mapToDouble(Double::doubleValue).sum();
    }

    Usage plus(Usage before, Usage after) {
      return new Usage(sum(cpu, before.cpu, after.cpu), sum(counts, before.counts, after.counts));
    }

    private static List<Double> sum(List<Double> so, List<Double> before, List<Double> after) {
      return IntStream.range(0, so.size())
          .mapToObj(i -> so.get(i) + after.get(i) - before.get(i))
          .toList();
    }
  }
}
