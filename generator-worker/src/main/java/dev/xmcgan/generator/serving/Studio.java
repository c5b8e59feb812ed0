package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.batching.MicroBatcher;
import dev.xmcgan.generator.drawing.BatchRunner;
import dev.xmcgan.generator.drawing.DrawResult;
import dev.xmcgan.generator.drawing.DrawResult.Drawn;
import dev.xmcgan.generator.drawing.DrawResult.Failed;
import dev.xmcgan.generator.offsets.OffsetTracker;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.generator.swap.ModelLookup;
import dev.xmcgan.generator.swap.ModelLookup.Ready;
import dev.xmcgan.generator.swap.ModelLookup.Unservable;
import dev.xmcgan.schemas.Timings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Draws micro-batches and puts each request's answer into the outbox once it is complete: a request
 * that is split over micro-batches is answered in one transaction, with its last image.
 */
final class Studio {
  private final LoadedGenerators roster;
  private final MicroBatcher<HeldRequest> batcher;
  private final OffsetTracker ledger;
  private final Answers answers;
  private final TransactionBuffer outbox;
  private final WorkerMetrics metrics;
  private final Clock clock;

  /** Images of requests whose other images are in a later micro-batch. */
  private final Map<HeldRequest, List<ProducerRecord<String, byte[]>>> incomplete = new HashMap<>();

  Studio(
      LoadedGenerators roster,
      MicroBatcher<HeldRequest> batcher,
      OffsetTracker ledger,
      Answers answers,
      TransactionBuffer outbox,
      WorkerMetrics metrics,
      Clock clock) {
    this.roster = roster;
    this.batcher = batcher;
    this.ledger = ledger;
    this.answers = answers;
    this.outbox = outbox;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The checkpoint that draws a request; empty while it is being loaded. */
  Optional<String> generatorOf(HeldRequest held) {
    return roster.resolve(held.request().model()) instanceof Ready ready
        ? Optional.of(ready.checkpointId())
        : Optional.empty();
  }

  /** Answers what is held and must not or cannot be drawn: past its deadline, or of no model. */
  void turnAway() {
    Instant now = clock.instant();
    Map<HeldRequest, RequestFailure> failures = new HashMap<>();
    batcher.remove(
        held -> {
          Optional<RequestFailure> failure = notToDraw(held, now);
          failure.ifPresent(each -> failures.put(held, each));
          return failure.isPresent();
        });
    failures.forEach(this::fail);
  }

  /** Draws a micro-batch. */
  void draw(MicroBatch<HeldRequest> batch) {
    Instant begin = clock.instant();
    List<DrawResult> drawings = BatchRunner.paint(roster.drawer(batch.generator()), batch);
    Duration took = Duration.between(begin, clock.instant());
    metrics.drawn(batch.images(), took);
    for (DrawResult drawing : drawings) {
      HeldRequest held = drawing.share().request();
      if (drawing instanceof Drawn drawn) {
        Duration queued = Duration.between(held.sentAt(), begin);
        Timings timings =
            new Timings(Math.max(0, queued.toMillis()), took.toMillis(), batch.images());
        metrics.serving().drew(batch.generator(), drawn.images().size());
        keep(drawn, batch.generator(), timings);
      } else if (drawing instanceof Failed failed) {
        metrics.serving().spoiled(batch.generator());
        batcher.remove(held::equals);
        fail(held, failed.failure());
      }
    }
  }

  /** Forgets what came from partitions that belong to others now. */
  void drop(Set<TopicPartition> partitions) {
    batcher.remove(held -> partitions.contains(held.partition()));
    incomplete.keySet().removeIf(held -> partitions.contains(held.partition()));
  }

  /** Forgets everything; it will be read again. */
  void dropAll() {
    batcher.remove(held -> true);
    incomplete.clear();
  }

  private Optional<RequestFailure> notToDraw(HeldRequest held, Instant now) {
    if (held.request().expiredAt(now)) {
      return Optional.of(
          RequestFailure.deadlineExceeded(
              "not drawn before its deadline " + held.request().deadline().orElseThrow()));
    }
    ModelLookup resolution = roster.resolve(held.request().model());
    return resolution instanceof Unservable unservable
        ? Optional.of(unservable.failure())
        : Optional.empty();
  }

  private void keep(Drawn drawn, String checkpointId, Timings timings) {
    Share<HeldRequest> share = drawn.share();
    HeldRequest held = share.request();
    if (share.first()) {
      metrics.queued(Duration.ofMillis(timings.getQueuedMillis()));
      incomplete.put(held, new ArrayList<>());
    }
    List<ProducerRecord<String, byte[]>> results = incomplete.get(held);
    drawn.images().forEach(image -> results.add(answers.image(held, image, checkpointId, timings)));
    if (share.last()) {
      incomplete.remove(held);
      outbox.addImages(held.request().requestId(), checkpointId, results);
      ledger.finished(held.partition(), held.offset());
    }
  }

  private void fail(HeldRequest held, RequestFailure failure) {
    incomplete.remove(held);
    outbox.addFailure(answers.failure(held.request().requestId(), failure), failure.code());
    ledger.finished(held.partition(), held.offset());
  }
}
