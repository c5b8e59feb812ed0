package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.answers.AnswerPublisher;
import dev.xmcgan.generator.answers.Answers;
import dev.xmcgan.generator.answers.Committer;
import dev.xmcgan.generator.drawing.DrawingPipeline;
import dev.xmcgan.generator.queue.Answer;
import dev.xmcgan.generator.queue.AnswerBatch;
import dev.xmcgan.generator.queue.RequestQueue;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.status.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a share group (KIP-932): any number of workers share each partition, and a request is
 * answered at least once. An answer is published, then its request acknowledged; who dies in
 * between leaves it to another worker, which answers it again.
 *
 * <p>Requests are taken some at a time; when all are answered the next are taken. What was given to
 * workers so often that Kafka would soon give it to nobody is failed instead.
 */
public final class ShareLoop implements RequestLoop {
  private static final Duration IDLE_POLL = Duration.ofMillis(100);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(5);
  private static final Duration FULL_PAUSE = Duration.ofMillis(50);
  private static final Duration FINISH_WITHIN = Duration.ofSeconds(4);
  private static final Logger LOG = LoggerFactory.getLogger(ShareLoop.class);

  private final RequestQueue queue;
  private final ShareRequests requests;
  private final RequestIntake intake;
  private final DrawingPipeline pipeline;
  private final LaneFeeder lanes;
  private final AnswerPublisher publisher;
  private final Answers answers;
  private final WorkerMetrics metrics;
  private final Consumer<String> published;
  private final LoopSignals signals;
  private final Clock clock;
  private final Backoff backoff = new Backoff();

  /** What Kafka has not taken yet. */
  private final List<Answer> unpublished = new ArrayList<>();

  private boolean joined;
  private volatile Instant lastTurn;
  private volatile Optional<String> trouble = Optional.empty();

  ShareLoop(
      RequestQueue queue,
      ShareRequests requests,
      RequestIntake intake,
      DrawingPipeline pipeline,
      LaneFeeder lanes,
      AnswerPublisher publisher,
      Answers answers,
      WorkerMetrics metrics,
      Consumer<String> published,
      LoopSignals signals,
      Clock clock) {
    this.queue = queue;
    this.requests = requests;
    this.intake = intake;
    this.pipeline = pipeline;
    this.lanes = lanes;
    this.publisher = publisher;
    this.answers = answers;
    this.metrics = metrics;
    this.published = published;
    this.signals = signals;
    this.clock = clock;
    this.lastTurn = clock.instant();
  }

  @Override
  public void run() {
    while (!signals.stopped()) {
      lastTurn = clock.instant();
      try {
        turn();
        trouble = Optional.empty();
      } catch (InvalidConfigurationException e) {
        // what is denied is a kind of this
        trouble = Optional.of("Kafka denies this worker what it needs: " + e.getMessage());
        waitFor(e);
      } catch (KafkaException e) {
        waitFor(e);
      }
    }
    finish();
  }

  @Override
  public void stop() {
    signals.stop();
  }

  @Override
  public Instant stuckSince() {
    Instant turned = lastTurn;
    return pipeline.drawingSince().filter(since -> since.isBefore(turned)).orElse(turned);
  }

  @Override
  public Optional<String> trouble() {
    return trouble.or(intake::trouble);
  }

  @Override
  public void close() {
    try (publisher;
        requests;
        intake) {
      pipeline.close();
    }
  }

  private void turn() {
    if (!joined) {
      requests.join();
      joined = true;
    }
    lanes.collect();
    publish();
    if (!requests.isEmpty()) {
      if (requests.isPollDue()) {
        receive(requests.poll(BUSY_PAUSE));
      }
    } else if (lanes.canServe()) {
      receive(requests.poll(IDLE_POLL));
    }
    intake.take(List.of());
    lanes.feed();
    tellWhatWaits();
    if (!requests.isEmpty() || !lanes.canServe()) {
      signals.awaitWork(lanes.hasRoom() ? lanes.untilDue(BUSY_PAUSE) : FULL_PAUSE);
    }
  }

  /** Each time anew: which offsets come, and in which order, is Kafka's choice. */
  private void receive(List<ConsumerRecord<String, byte[]>> records) {
    Set<TopicPartition> partitions = new HashSet<>();
    records.forEach(record -> partitions.add(RecordSource.of(record).partition()));
    partitions.forEach(partition -> queue.assigned(partition, Optional.empty()));
    records.forEach(record -> queue.received(RecordSource.of(record)));
    intake.take(records);
  }

  private void publish() {
    queue
        .drainForCommit()
        .ifPresent(
            batch -> {
              unpublished.addAll(batch.answers());
              queue.committed();
            });
    if (unpublished.isEmpty()) {
      return;
    }
    Instant begun = clock.instant();
    Map<Answer, Optional<KafkaException>> outcomes = publisher.publish(List.copyOf(unpublished));
    unpublished.clear();
    List<Answer> there = new ArrayList<>();
    Optional<KafkaException> failure = Optional.empty();
    for (Map.Entry<Answer, Optional<KafkaException>> outcome : outcomes.entrySet()) {
      Answer answer = outcome.getKey();
      if (outcome.getValue().isEmpty()) {
        there.add(answer);
        requests.accept(answer.source());
      } else if (isRefusal(outcome.getValue().get())) {
        String why = String.valueOf(outcome.getValue().get().getMessage());
        unpublished.add(answers.instead(answer, why));
      } else {
        unpublished.add(answer);
        failure = outcome.getValue();
      }
    }
    requests.commit();
    answers
        .committed(
            new Committer.Outcome(
                new AnswerBatch(there, Map.of()),
                begun,
                Duration.between(begun, clock.instant()),
                null),
            metrics)
        .forEach(published);
    if (failure.isPresent()) {
      throw failure.get();
    }
    backoff.reset();
  }

  private void tellWhatWaits() {
    metrics.waiting(
        new WorkerMetrics.Waiting(queue.requests(), queue.oldest(), 0, Optional.empty()));
  }

  private void waitFor(KafkaException failure) {
    LOG.atWarn().setCause(failure).log("Kafka did not do as asked; trying again");
    signals.awaitStop(backoff.next());
  }

  private static boolean isRefusal(KafkaException failure) {
    return failure instanceof RecordTooLargeException || failure instanceof InvalidTopicException;
  }

  /** What is being drawn is answered; the rest goes back to the group. */
  private void finish() {
    try {
      pipeline.end(FINISH_WITHIN);
      lanes.collectDrawn();
      publish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      LOG.atWarn().setCause(e).log("answers were not published; others draw them again");
    }
  }
}
