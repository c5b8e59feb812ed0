package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.batching.ImageCost;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.drawing.AttemptLog;
import dev.xmcgan.generator.drawing.DrawingPipeline;
import dev.xmcgan.generator.drawing.Lanes;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.generator.tracing.RequestTracer;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts a serving loop together, and takes it apart. Opening it fences an earlier worker of the same
 * id; the group is joined when the loop runs.
 */
public final class ServingParts implements AutoCloseable {
  /** Most records of one poll. */
  private static final int MAX_RECORDS = 256;

  /** Longest that readers wait for a transaction of a worker that died; ours take milliseconds. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /** Answers of so many micro-batches at most share a transaction. */
  private static final int BATCHES_TOGETHER = 4;

  private final TransactionalProducer producer;
  private final Cancellations cancellations;
  private final ServingLoop loop;

  /**
   * @param tracer empty where nobody traces requests
   * @param published told, after each transaction with images, the checkpoints that drew them
   */
  public ServingParts(
      String workerId,
      WorkerConfig config,
      KafkaSettings kafka,
      AvroSerdes serdes,
      Supplier<Lanes> lanes,
      LoadedGenerators generators,
      WorkerMetrics metrics,
      Optional<RequestTracer> tracer,
      Consumer<String> published,
      Clock clock) {
    int maxBatch = config.batching().maxBatch();
    producer = new TransactionalProducer(kafka, workerId, TRANSACTION_TIMEOUT);
    cancellations = new Cancellations(kafka, workerId);
    Function<HeldRequest, Optional<RequestFailure>> unwanted =
        held -> cancellations.of(held).or(() -> held.request().failureAt(clock.instant()));
    AttemptLog attempts = new AttemptLog(config.dataDir().resolve("drawing.attempts"));
    LoopSignals signals = new LoopSignals();
    RequestQueue queue = new RequestQueue(config.batching(), clock);
    Answers answers = new Answers(kafka, serdes, workerId, tracer, clock);
    RequestReader reader =
        new RequestReader(
            new RequestConsumer(kafka, workerId, MAX_RECORDS, queue),
            new RequestDecoder(serdes, signals::work),
            queue,
            answers,
            attempts);
    DrawingPipeline pipeline = new DrawingPipeline(lanes, unwanted, signals::work, attempts, clock);
    ResultCollector results =
        new ResultCollector(
            queue,
            answers,
            held -> ImageCost.of(generators.imageSize(), held.request().size()),
            metrics);
    loop =
        new ServingLoop(
            queue,
            reader,
            pipeline,
            new LaneFeeder(maxBatch, generators, queue, pipeline, results, unwanted),
            new Committer(producer, signals::work, clock),
            new CommitPacing(maxBatch * BATCHES_TOGETHER, clock),
            answers,
            metrics,
            published,
            signals,
            clock);
  }

  /** What runs. */
  public ServingLoop loop() {
    return loop;
  }

  /** Leaves the group; what was held goes to other workers. */
  @Override
  public void close() {
    try (producer;
        cancellations) {
      loop.close();
    }
  }
}
