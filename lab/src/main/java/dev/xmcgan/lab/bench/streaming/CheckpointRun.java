package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.cli.starter.TextEncoderId;
import dev.xmcgan.lab.bench.UntrainedGenerator;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Publishes, fetches and releases checkpoints, and waits until the worker draws with each. */
final class CheckpointRun implements AutoCloseable {
  private static final String WHO = "bench";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Path directory;
  private final ProcessHandle worker;
  private final String textEncoder;
  private final TransactionalProducer transactions;
  private final CheckpointPublisher publisher;
  private final CheckpointFetcher fetcher;
  private final CompactedTopic<WorkerStatus> workers;
  private final Clock clock = Clock.systemUTC();

  /**
   * @param directory for weights on their way
   */
  CheckpointRun(OwnStack stack, Path directory) throws IOException {
    KafkaSettings kafka = stack.kafka();
    AvroSerdes serdes = new AvroSerdes(kafka);
    this.directory = directory;
    this.worker = stack.process(ServiceNames.generator(1));
    this.textEncoder = TextEncoderId.of(Home.locate().textEncoder());
    this.transactions =
        new TransactionalProducer(kafka, WHO, CheckpointPublisher.TRANSACTION_TIMEOUT);
    this.publisher = new CheckpointPublisher(kafka, serdes, transactions, clock);
    this.fetcher = new CheckpointFetcher(kafka, directory.resolve("fetched"));
    this.workers = new CompactedTopic<>(kafka, Topic.WORKER_STATUS, WorkerStatus.class, serdes);
    workers.start();
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
      Checkpoint published =
          publisher.publish(weights, origin(id), List.of(release(id)), Consumed.nothing());
      Instant released = clock.instant();
      Instant swapped = awaitServing(id);
      Instant fetching = clock.instant();
      fetcher.fetch(published);
      Instant fetched = clock.instant();
      fetcher.keepOnly(Set.of());
      return new FigureLine("checkpoint")
          .with("megabytes", generator.megabytes())
          .with("round", (long) round)
          .with("publish_s", seconds(start, released))
          .with("fetch_and_verify_s", seconds(fetching, fetched))
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
    workers.close();
    transactions.close();
  }

  /** When the worker said that this checkpoint draws. */
  private Instant awaitServing(String id) throws InterruptedException {
    Instant patience = clock.instant().plus(PATIENCE);
    while (clock.instant().isBefore(patience)) {
      for (WorkerStatus status : workers.all().values()) {
        if (status.getState() == WorkerState.SERVING && id.equals(status.getCheckpointId())) {
          return clock.instant();
        }
        if (id.equals(status.getRefusedCheckpointId())) {
          throw CommandException.failed(
              "%s refused %s: %s".formatted(status.getWorkerId(), id, status.getDetail()));
        }
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    throw CommandException.failed("no worker took %s within %s".formatted(id, PATIENCE));
  }

  private CheckpointOrigin origin(String id) {
    return new CheckpointOrigin(id, null, WHO, 0, 0, textEncoder);
  }

  private Release release(String id) {
    return Release.newBuilder()
        .setChannel("stable")
        .setCheckpointId(id)
        .setReleasedBy(WHO)
        .setReason("to be timed")
        .setReleasedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }
}
