package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.answers.AnswerPublisher;
import dev.xmcgan.generator.answers.Answers;
import dev.xmcgan.generator.answers.Committer;
import dev.xmcgan.generator.answers.RequestTracer;
import dev.xmcgan.generator.batching.ImageCost;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.drawing.AttemptLog;
import dev.xmcgan.generator.drawing.DrawingPipeline;
import dev.xmcgan.generator.drawing.Lanes;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TimeoutRange;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a serving loop together, and takes it apart. Opening it fences an earlier worker of the same
 * id; the group is joined when the loop runs.
 */
public final class ServingParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServingParts.class);

  /** Most records of one poll. */
  private static final int MAX_RECORDS = 256;

  /**
   * How long readers wait for a transaction of a worker that died. It begins when all of it is
   * drawn and encoded, so how long drawing takes does not count; ours take milliseconds.
   */
  private static final TimeoutRange TRANSACTION_TIMEOUTS =
      new TimeoutRange(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(1));

  /** Answers of so many micro-batches at most share a transaction. */
  private static final int BATCHES_TOGETHER = 4;

  private final Cancellations cancellations;
  private final RequestLoop loop;

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
    // first: Kafka may deny it
    Optional<TransactionalProducer> transactions =
        config.shareGroup()
            ? Optional.empty()
            : Optional.of(new TransactionalProducer(kafka, workerId, TRANSACTION_TIMEOUTS));
    transactions.ifPresent(
        producer ->
            LOG.atInfo()
                .addKeyValue("workerId", workerId)
                .addKeyValue("transactionTimeout", TRANSACTION_TIMEOUTS.first())
                .log("answers go out in transactions"));
    cancellations = new Cancellations(kafka, workerId);
    Function<HeldRequest, Optional<RequestFailure>> unwanted =
        held -> cancellations.of(held).or(() -> held.request().failureAt(clock.instant()));
    AttemptLog attempts = new AttemptLog(config.dataDir().resolve("drawing.attempts"));
    LoopSignals signals = new LoopSignals();
    ToDoubleFunction<HeldRequest> costOf =
        held -> ImageCost.of(generators.imageSize(held.request().model()), held.request().size());
    RequestQueue queue = new RequestQueue(config.batching(), costOf, clock);
    Answers answers = new Answers(kafka, serdes, workerId, tracer, clock);
    // what a share group gave cannot be passed over and read again
    int mostAside = config.shareGroup() ? Integer.MAX_VALUE : RequestDecoder.MOST_ASIDE;
    RequestDecoder decoder = new RequestDecoder(serdes, mostAside, signals::work);
    DrawingPipeline pipeline = new DrawingPipeline(lanes, unwanted, signals::work, attempts, clock);
    ResultCollector results = new ResultCollector(queue, answers, costOf, metrics);
    LaneFeeder feeder = new LaneFeeder(maxBatch, generators, queue, pipeline, results, unwanted);
    loop =
        transactions
            .<RequestLoop>map(
                producer ->
                    new ServingLoop(
                        queue,
                        new RequestReader(
                            new RequestConsumer(kafka, workerId, MAX_RECORDS, queue, metrics),
                            new RequestIntake(
                                decoder,
                                queue,
                                answers,
                                record -> attempts.of(RecordSource.of(record)))),
                        pipeline,
                        feeder,
                        new Committer(producer, signals::work, clock),
                        new CommitPacing(maxBatch * BATCHES_TOGETHER, clock),
                        answers,
                        metrics,
                        published,
                        signals,
                        clock))
            .orElseGet(
                () -> {
                  ShareRequests requests =
                      new ShareRequests(kafka, workerId, maxBatch * BATCHES_TOGETHER, clock);
                  return new ShareLoop(
                      queue,
                      requests,
                      new RequestIntake(decoder, queue, answers, requests::deaths),
                      pipeline,
                      feeder,
                      new AnswerPublisher(kafka, workerId),
                      answers,
                      metrics,
                      published,
                      signals,
                      clock);
                });
  }

  /**
   * Waits until it is known which requests were cancelled before; the loop would draw them.
   *
   * @return whether that happened in time
   */
  public boolean awaitCancellations(Duration patience) throws InterruptedException {
    return cancellations.awaitCaughtUp(patience);
  }

  /** What runs. */
  public RequestLoop loop() {
    return loop;
  }

  /** Leaves the group; what was held goes to other workers. */
  @Override
  public void close() {
    try (cancellations) {
      loop.close();
    }
  }
}
