package dev.xmcgan.generator.queue;

import dev.xmcgan.generator.batching.FreeLanes;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.batching.MicroBatcher;
import dev.xmcgan.generator.config.WorkerConfig.Batching;
import dev.xmcgan.generator.offsets.OffsetTracker;
import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Owns every request from the poll to the commit: what waits, what is being drawn, which parts of
 * an answer are there, which offsets are open.
 *
 * <p>Received → accepted → in one or more micro-batches → answered → in a transaction → committed.
 * A record that is answered at once, or set aside by its reader, is received and answered later;
 * one that is passed over stays open and is answered once its partition is read again. What is
 * dropped meanwhile (a partition was revoked, everything is read again) is dropped for good: what a
 * lane still brings for it is ignored. Where Kafka refuses a transaction its answers are tried in
 * halves, until the one it does not take stands alone. One owner; not thread-safe.
 */
public final class RequestQueue {
  private final MicroBatcher<HeldRequest> batcher;
  private final OffsetTracker offsets = new OffsetTracker();

  private final PartialAnswers open = new PartialAnswers();
  private final LoneRequests alone = new LoneRequests();
  private final PendingAnswers answered = new PendingAnswers(offsets);

  /**
   * @param costOf what one image of a request costs
   */
  public RequestQueue(Batching batching, ToDoubleFunction<HeldRequest> costOf, Clock clock) {
    batcher = new MicroBatcher<>(batching, costOf, clock);
  }

  /** A partition is read from what its group committed; what was known of it is forgotten. */
  public void assigned(TopicPartition partition, Optional<OffsetAndMetadata> committed) {
    drop(Set.of(partition));
    offsets.start(partition, committed);
  }

  /** Partitions belong to others now. */
  public void revoked(Set<TopicPartition> partitions) {
    drop(partitions);
    partitions.forEach(offsets::forget);
  }

  /** Whether what is read of a partition is for this worker to answer. */
  public boolean isOurs(TopicPartition partition) {
    return offsets.isOurs(partition);
  }

  /** Forgets what was received; it will be read again from what is committed. */
  public void clear() {
    batcher.remove(held -> true);
    alone.removeIf(held -> true);
    open.removeIf(held -> true);
    answered.clear();
  }

  /**
   * Notes a record, in the order of its partition.
   *
   * @return false when an earlier run answered it: pass it over
   */
  public boolean received(RecordSource source) {
    return offsets.received(source.partition(), source.offset());
  }

  /** The log goes on at a lower offset than was read: it was cut off, or deleted and made anew. */
  public boolean startsAgain(RecordSource source) {
    boolean again = offsets.startsAgain(source.partition(), source.offset());
    if (again) {
      drop(Set.of(source.partition()));
    }
    return again;
  }

  /** Lets go of a received record that is to be read again, with its offset open until then. */
  public void passOver(RecordSource source) {
    offsets.passOver(source.partition(), source.offset());
  }

  /** In how many places of a partition, at most, records were passed over. */
  public int placesPassedOver() {
    return offsets.placesPassedOver();
  }

  /** Takes a received request, to be drawn. */
  public void accept(HeldRequest held) {
    open.add(held);
    DrawRequest request = held.request();
    batcher.add(held, request.count(), request.priority(), request.tenant(), held.sentAt());
  }

  /** As {@link #accept}, to be drawn while nothing else is being drawn. */
  public void acceptAlone(HeldRequest held) {
    open.add(held);
    alone.add(held);
  }

  /** Takes the answer to a received record that needs no drawing. */
  public void answer(Answer answer) {
    if (offsets.isOpen(answer.source().partition(), answer.source().offset())) {
      answered.add(answer);
    }
  }

  /** Ends a request without drawing it, or drawing on; what lanes bring for it is ignored. */
  public void fail(HeldRequest held, Function<HeldRequest, Answer> failure) {
    if (open.remove(held)) {
      batcher.remove(each -> each == held);
      alone.removeIf(each -> each == held);
      answered.add(failure.apply(held));
    }
  }

  /**
   * The next micro-batch that is due, if any.
   *
   * @param generatorOf which generator draws a model; empty while it is not there yet
   * @param lanes what can be drawn at the moment
   */
  public Optional<MicroBatch<HeldRequest>> nextBatch(
      Function<String, Optional<String>> generatorOf, FreeLanes lanes) {
    if (alone.isDrawn(open::contains)) {
      return Optional.empty();
    }
    Optional<MicroBatch<HeldRequest>> next =
        alone.isWaiting(generatorOf)
            ? alone.next(generatorOf, lanes)
            : batcher.next(held -> generatorOf.apply(held.request().model()), lanes);
    next.ifPresent(batch -> batch.shares().forEach(share -> open.begin(share, batch.generator())));
    return next;
  }

  /** How long until {@link #nextBatch} has one without another request; empty = never. */
  public Optional<Duration> untilDue(
      Function<String, Optional<String>> generatorOf, FreeLanes lanes) {
    return batcher.untilDue(held -> generatorOf.apply(held.request().model()), lanes);
  }

  /**
   * A share of a request was drawn; with its last one the request is answered.
   *
   * @param generator who drew it; a share of a generator that was replaced meanwhile is ignored,
   *     for one generator draws all of a request
   */
  public void complete(
      String generator, Share<HeldRequest> share, List<ProducerRecord<String, byte[]>> images) {
    open.complete(generator, share, images).ifPresent(answered::add);
  }

  /** Whether a request is still to be answered. */
  public boolean isOpen(HeldRequest held) {
    return open.contains(held);
  }

  /** What has been accepted and is not answered, in no order. */
  public List<HeldRequest> open(Predicate<HeldRequest> condition) {
    return open.stream().filter(condition).toList();
  }

  /** When the oldest came that is accepted and not answered. */
  public Optional<Instant> oldest() {
    return open.stream().map(HeldRequest::sentAt).min(Instant::compareTo);
  }

  /** The models that waiting requests name. */
  public Set<String> models() {
    return open.stream()
        .map(held -> held.request().model())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Everything that is answered, for the next transaction; empty while there is nothing to commit
   * or a transaction is under way.
   */
  public Optional<AnswerBatch> drainForCommit() {
    return answered.next();
  }

  /** The transaction went through. */
  public void committed() {
    answered.committed();
  }

  /** The group moved on: nothing was committed, and what is still ours is committed again. */
  public void notCommitted() {
    answered.putBack();
  }

  /**
   * Kafka does not take one of the transaction's records and never will: its answers are tried in
   * halves.
   *
   * @param instead what to say in the place of an answer that is refused alone
   */
  public void refused(Function<Answer, Answer> instead) {
    answered.split(instead);
  }

  /** Records that are being worked on and not in a transaction yet, whatever they wait for. */
  public int held() {
    return offsets.unfinished();
  }

  /** Requests that wait to be drawn. */
  public int requests() {
    return batcher.requests();
  }

  /** Images that wait to be drawn. */
  public int images() {
    return batcher.images();
  }

  /** Answers that wait for a transaction. */
  public int answers() {
    return answered.size();
  }

  private void drop(Set<TopicPartition> partitions) {
    batcher.remove(held -> partitions.contains(held.partition()));
    alone.removeIf(held -> partitions.contains(held.partition()));
    open.removeIf(held -> partitions.contains(held.partition()));
    answered.removeIf(answer -> partitions.contains(answer.source().partition()));
  }
}
