package dev.xmcgan.lab.bench.swap;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.health.ResidentMemory;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.lab.bench.UntrainedGenerator;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.load.Arrivals;
import dev.xmcgan.lab.bench.load.DrawnOrder;
import dev.xmcgan.lab.bench.load.Latencies;
import dev.xmcgan.lab.bench.load.OpenLoad;
import dev.xmcgan.lab.bench.load.RequestChannel;
import dev.xmcgan.lab.bench.load.RequestLoad;
import dev.xmcgan.lab.bench.streaming.OwnStack;
import dev.xmcgan.model.config.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Releases one checkpoint after the other while requests come as a Poisson process. There are more
 * checkpoints than a worker, or workers of one machine together, keep: each swap fetches, verifies,
 * loads and warms up.
 */
final class SwapRun implements AutoCloseable {
  /** More than the eight of which workers of one machine keep files. */
  private static final List<String> CIRCLE =
      IntStream.range(0, 10).mapToObj(number -> "bench-" + number).toList();

  private static final int OPEN = 128;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration CAPACITY = Duration.ofSeconds(8);
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final int MEDIAN = 50;
  private static final int P99 = 99;
  private static final double MEGABYTE = 1e6;
  private static final double NANOS = 1e9;

  private final ProcessHandle worker;
  private final RequestChannel requests;
  private final WorkerReleases releases;
  private final List<Double> residentMegabytes = new ArrayList<>();
  private final List<Double> swapSeconds = new ArrayList<>();
  private int released;

  /**
   * @param stack without a trainer
   * @param directory for weights on their way
   */
  SwapRun(OwnStack stack, Path directory) throws IOException, InterruptedException {
    worker = stack.process(ServiceNames.generator(1));
    requests = new RequestChannel(stack.kafka());
    releases = new WorkerReleases(stack.kafka(), Clock.systemUTC());
    UntrainedGenerator generator = new UntrainedGenerator(ModelConfig.starter64());
    for (String id : CIRCLE) {
      Path weights = directory.resolve("weights");
      generator.write(weights, CIRCLE.indexOf(id));
      releases.publish(weights, id);
      OwnStack.delete(weights);
    }
    swap();
  }

  /**
   * Measures.
   *
   * @param warmUp swaps before any counts
   * @param load of what the worker can do
   * @param steady without swaps, before those that count and after them: what else the machine does
   *     changes slowly
   * @param interval from one release to the next
   */
  FigureLine run(int warmUp, int swaps, double load, Duration steady, Duration interval)
      throws InterruptedException {
    RequestLoad most = new RequestLoad(requests, OPEN);
    most.run(WARM_UP);
    double capacity = most.run(CAPACITY).perSecond();
    most.drain();
    DrawnOrder order = new DrawnOrder(CIRCLE);
    Arrivals arrivals = new Arrivals(System.nanoTime(), load * capacity, new Random(1));
    try (OpenLoad sending = new OpenLoad(requests, arrivals, order)) {
      swap(warmUp, interval);
      residentMegabytes.clear();
      swapSeconds.clear();
      Thread.sleep(SETTLING.toMillis());
      long quiet = System.nanoTime();
      Thread.sleep(steady.toMillis());
      long begin = System.nanoTime();
      swap(swaps, interval);
      long end = System.nanoTime();
      Thread.sleep(steady.toMillis());
      long quietAgain = System.nanoTime();
      sending.end();
      Latencies without = sending.between(quiet, begin).and(sending.between(end, quietAgain));
      Latencies during = sending.between(begin, end);
      return new FigureLine("swap")
          .with("swaps", (long) swaps)
          .with("images_per_s_at_most", capacity)
          .with("images_per_s", during.perSecond())
          .with("requests", (long) during.count())
          .with("failed", sending.failed())
          .with("lost", sending.lost())
          .with("repeated", sending.repeated())
          .with("stale_after_new", order.stale())
          .with("steady_p50_ms", without.percentile(MEDIAN))
          .with("steady_p99_ms", without.percentile(P99))
          .with("swapping_p50_ms", during.percentile(MEDIAN))
          .with("swapping_p99_ms", during.percentile(P99))
          .with("p99_ratio", during.percentile(P99) / without.percentile(P99))
          .with("swap_s", median(swapSeconds))
          .with("resident_mb", median(residentMegabytes))
          .with("resident_growth_percent", growthPercent(residentMegabytes));
    }
  }

  private void swap(int swaps, Duration interval) throws InterruptedException {
    for (int swap = 0; swap < swaps; swap++) {
      long begin = System.nanoTime();
      swap();
      swapSeconds.add((System.nanoTime() - begin) / NANOS);
      residentMegabytes.add(
          ResidentMemory.of(worker.pid())
                  .orElseThrow(() -> CommandException.failed("the worker is gone"))
              / MEGABYTE);
      long rest = interval.toNanos() - (System.nanoTime() - begin);
      Thread.sleep(Math.max(0, Duration.ofNanos(rest).toMillis()));
    }
  }

  private void swap() throws InterruptedException {
    String next = CIRCLE.get(released++ % CIRCLE.size());
    releases.release(next);
    releases.awaitServing(next);
  }

  /** From the first tenth of all looks to the last, at least three each. */
  static double growthPercent(List<Double> looks) {
    int few = Math.min(looks.size(), Math.max(3, looks.size() / 10));
    double first = median(looks.subList(0, few));
    double last = median(looks.subList(looks.size() - few, looks.size()));
    return 100 * (last / first - 1);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  @Override
  public void close() {
    releases.close();
    requests.close();
  }
}
