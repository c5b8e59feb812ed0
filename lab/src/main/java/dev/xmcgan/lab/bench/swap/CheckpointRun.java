package dev.xmcgan.lab.bench.swap;

import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.lab.bench.UntrainedGenerator;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.streaming.MemoryPeak;
import dev.xmcgan.lab.bench.streaming.OwnStack;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Publishes, fetches and releases checkpoints, and waits until the worker draws with each. */
final class CheckpointRun implements AutoCloseable {
  private final Path directory;
  private final ProcessHandle worker;
  private final WorkerReleases releases;
  private final CheckpointFetcher fetcher;
  private final Clock clock = Clock.systemUTC();

  /**
   * @param directory for weights on their way
   */
  CheckpointRun(OwnStack stack, Path directory) throws IOException {
    this.directory = directory;
    this.worker = stack.process(ServiceNames.generator(1));
    this.releases = new WorkerReleases(stack.kafka(), clock);
    this.fetcher = new CheckpointFetcher(stack.kafka(), directory.resolve("fetched"));
  }

  /** One checkpoint's way. */
  FigureLine round(UntrainedGenerator generator, int round)
      throws IOException, InterruptedException {
    String id = String.format(Locale.ROOT, "bench-%d-%d", Math.round(generator.megabytes()), round);
    Path weights = directory.resolve("weights");
    generator.write(weights, round);
    try (MemoryPeak own = MemoryPeak.of(ProcessHandle.current());
        MemoryPeak drawing = MemoryPeak.of(worker)) {
      Instant start = clock.instant();
      Checkpoint published = releases.publishReleased(weights, id);
      Instant released = clock.instant();
      releases.awaitServing(id);
      Instant swapped = clock.instant();
      fetcher.fetch(published);
      Instant fetched = clock.instant();
      fetcher.keepOnly(Set.of());
      return new FigureLine("checkpoint")
          .with("megabytes", generator.megabytes())
          .with("round", (long) round)
          .with("publish_s", seconds(start, released))
          .with("fetch_and_verify_s", seconds(swapped, fetched))
          .with("swap_s", seconds(released, swapped))
          .with("publish_to_swapped_s", seconds(start, swapped))
          .with("publisher_growth_mb", own.growthMegabytes())
          .with("worker_growth_mb", drawing.growthMegabytes())
          .with("worker_mb", drawing.megabytes());
    } finally {
      OwnStack.delete(weights);
    }
  }

  @Override
  public void close() {
    releases.close();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }
}
