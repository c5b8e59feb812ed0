package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.figures.FigureOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a worker draws through Kafka, beside the bare model on the same cores. */
@Command(
    name = "pipeline",
    header = "Times images through Kafka against the bare model.",
    description =
        "Starts a stack of its own without a trainer, and beside it a process that does nothing but"
            + " read captions, draw and encode PNG files with the same weights and batches. They"
            + " run in turns: the bare one is held while a burst of requests goes through Kafka and"
            + " the worker, and the worker has nothing to do while the bare one draws. Prints the"
            + " images per second of both and their ratio, and the CPU time for one image of the"
            + " worker, the broker, the gateway and the bare process.")
public final class BenchPipelineCommand implements Callable<Integer> {
  private static final Duration BARE_TURN = Duration.ofSeconds(6);
  private static final double MILLIS = 1e3;

  @Mixin private FigureOutput out;

  @Option(
      names = "--requests",
      defaultValue = "600",
      description = "Of a burst, for one image each (default: ${DEFAULT-VALUE}).")
  private int requests;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Turns of each, after one to warm up (default: ${DEFAULT-VALUE}).")
  private int rounds;

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

  private record CpuTimes(double worker, double broker, double gateway) {
    CpuTimes plus(CpuTimes before, CpuTimes after) {
      return new CpuTimes(
          worker + after.worker - before.worker,
          broker + after.broker - before.broker,
          gateway + after.gateway - before.gateway);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (requests < 100 || rounds < 1 || lanes < 1 || threads < 1) {
      throw CommandException.usage(
          "--requests must be at least 100, --rounds, --lanes and --threads 1");
    }
    try (OwnStack stack = OwnStack.up(Map.of(), "--no-trainer");
        RequestBurst burst = new RequestBurst(stack.kafka());
        BareRun bare = BareRun.drawing(16, lanes, threads)) {
      Thread.sleep(BARE_TURN.toMillis());
      bare.turns().hold();
      burst.run(requests);
      double seconds = 0;
      CpuTimes used = new CpuTimes(0, 0, 0);
      for (int round = 0; round < rounds; round++) {
        bare.turns().turn(BARE_TURN);
        CpuTimes before = cpu(stack);
        seconds += burst.run(requests);
        used = used.plus(before, cpu(stack));
      }
      double images = (double) requests * rounds;
      InterleavedRuns.Pace pace = bare.turns().pace();
      out.print(
          new FigureLine("pipeline")
              .with("images", (long) images)
              .with("kafka_images_per_s", images / seconds)
              .with("bare_images_per_s", pace.perSecond())
              .with("ratio", images / seconds / pace.perSecond())
              .with("worker_cpu_ms", MILLIS * used.worker / images)
              .with("bare_cpu_ms", MILLIS / pace.perCpuSecond())
              .with("broker_cpu_ms", MILLIS * used.broker / images)
              .with("gateway_cpu_ms", MILLIS * used.gateway / images)
              .with("bare_lanes", (long) lanes)
              .with("bare_threads", (long) threads));
    }
    return ExitCode.OK;
  }

  private static CpuTimes cpu(OwnStack stack) {
    List<Double> seconds =
        List.of(ServiceNames.generator(1), ServiceNames.KAFKA, ServiceNames.GATEWAY).stream()
            .map(
                service ->
                    stack.process(service).info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
            .toList();
    return new CpuTimes(seconds.get(0), seconds.get(1), seconds.get(2));
  }
}
