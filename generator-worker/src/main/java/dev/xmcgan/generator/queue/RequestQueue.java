package dev.xmcgan.generator.queue;

import dev.xmcgan.generator.batching.BatchLimits;
import dev.xmcgan.generator.batching.MicroBatch;
import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.batching.MicroBatcher;
import dev.xmcgan.generator.offsets.OffsetTracker;
import dev.xmcgan.generator.queue.Answer.Images;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RecordSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Owns every request from the poll to the commit: what waits, what is being drawn, which parts of
 * an answer are there, which offsets are open.
 *
 * <p>Received → accepted → in one or more micro-batches → answered → in a transaction → committed.
 * A record that is answered at once, or set aside by its reader, is received and answered later.
 * What is dropped meanwhile (a partition was revoked, everything is read again) is dropped for
 * good: what a lane still brings for it is ignored. Where Kafka refuses a transaction its answers
 * are tried in halves, until the one it does not take stands alone. One owner; not thread-safe.
 */
public final class RequestQueue {
  private final MicroBatcher<HeldRequest> batcher;
  private final OffsetTracker offsets = new OffsetTracker();

  /** By identity: after a rewind the same request is another one. */
  private final Map<HeldRequest, Parts> open = new IdentityHashMap<>();

  /** Requests that must be drawn while nothing else is, in the order they came. */
  private final Deque<HeldRequest> alone = new ArrayDeque<>();

  private Optional<HeldRequest> drawnAlone = Optional.empty();

  private final PendingAnswers answered = new PendingAnswers();
  private Optional<AnswerBatch> inTransaction = Optional.empty();

  /** The images of a request that are there already, and who draws it. */
  private static final class Parts {
    private final TreeMap<Integer, ProducerRecord<String, byte[]>> images = new TreeMap<>();
    private String generator = "";
  }

  public RequestQueue(BatchLimits limits, Clock clock) {
    batcher = new MicroBatcher<>(limits, clock);
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

  /** Forgets what was received; it will be read again from what is committed. */
  public void clear() {
    batcher.remove(held -> true);
    alone.clear();
    open.clear();
    answered.removeIf(answer -> true);
    inTransaction = Optional.empty();
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

  /** Takes a received request, to be drawn. */
  public void accept(HeldRequest held) {
    open.put(held, new Parts());
    batcher.add(held, held.request().count(), held.request().priority(), held.sentAt());
  }

  /** As {@link #accept}, to be drawn while nothing else is being drawn. */
  public void acceptAlone(HeldRequest held) {
    open.put(held, new Parts());
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
    if (open.remove(held) != null) {
      batcher.remove(each -> each == held);
      alone.removeIf(each -> each == held);
      answered.add(failure.apply(held));
    }
  }

  /**
   * The next micro-batch that is due, if any.
   *
   * @param generatorOf which generator draws a model; empty while it is not there yet
   * @param atOnce whether nothing is being drawn: then one that waits for more requests is due, too
   */
  public Optional<MicroBatch<HeldRequest>> nextBatch(
      Function<String, Optional<String>> generatorOf, boolean atOnce) {
    if (drawnAlone.filter(open::containsKey).isPresent()) {
      return Optional.empty();
    }
    Optional<HeldRequest> first =
        alone.stream()
            .filter(held -> generatorOf.apply(held.request().model()).isPresent())
            .findFirst();
    if (first.isPresent() && !atOnce) {
      return Optional.empty();
    }
    Optional<MicroBatch<HeldRequest>> next =
        first.isPresent()
            ? first.map(held -> aloneBatch(held, generatorOf))
            : batcher.next(held -> generatorOf.apply(held.request().model()), atOnce);
    next.ifPresent(batch -> batch.shares().forEach(share -> begin(share, batch.generator())));
    return next;
  }

  /** How long until {@link #nextBatch} has one without another request; empty = never. */
  public Optional<Duration> untilDue(Function<String, Optional<String>> generatorOf) {
    return batcher.untilDue(held -> generatorOf.apply(held.request().model()));
  }

  /**
   * A share of a request was drawn; with its last one the request is answered.
   *
   * @param generator who drew it; a share of a generator that was replaced meanwhile is ignored,
   *     for one generator draws all of a request
   */
  public void complete(
      String generator, Share<HeldRequest> share, List<ProducerRecord<String, byte[]>> images) {
    HeldRequest held = share.request();
    Parts parts = open.get(held);
    if (parts == null || !parts.generator.equals(generator)) {
      return;
    }
    for (int i = 0; i < images.size(); i++) {
      parts.images.put(share.from() + i, images.get(i));
    }
    if (parts.images.size() == held.request().count()) {
      open.remove(held);
      answered.add(
          new Images(
              held.source(),
              held.request().requestId(),
              generator,
              List.copyOf(parts.images.values())));
    }
  }

  /** Whether a request is still to be answered. */
  public boolean isOpen(HeldRequest held) {
    return open.containsKey(held);
  }

  /** What has been accepted and is not answered, in no order. */
  public List<HeldRequest> open(Predicate<HeldRequest> condition) {
    return open.keySet().stream().filter(condition).toList();
  }

  /** The models that waiting requests name. */
  public Set<String> models() {
    return open.keySet().stream()
        .map(held -> held.request().model())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Everything that is answered, for the next transaction; empty while there is nothing to commit
   * or a transaction is under way.
   */
  public Optional<AnswerBatch> drainForCommit() {
    if (inTransaction.isPresent()) {
      return Optional.empty();
    }
    List<Answer> answers = answered.next();
    answers.forEach(answer -> finished(answer.source()));
    Map<TopicPartition, OffsetAndMetadata> commit = offsets.toCommit();
    if (commit.isEmpty()) {
      return Optional.empty();
    }
    inTransaction = Optional.of(new AnswerBatch(answers, commit));
    return inTransaction;
  }

  /** The transaction went through. */
  public void committed() {
    inTransaction = Optional.empty();
    offsets.committed();
  }

  /** The group moved on: nothing was committed, and what is still ours is committed again. */
  public void notCommitted() {
    answered.putBack(takeBack());
  }

  /**
   * Kafka does not take one of the transaction's records and never will: its answers are tried in
   * halves.
   *
   * @param instead what to say in the place of an answer that is refused alone
   */
  public void refused(Function<Answer, Answer> instead) {
    answered.split(takeBack(), instead);
  }

  /** Records that are not in a transaction yet, whatever they wait for. */
  public int held() {
    return open.size() + answers();
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

  private MicroBatch<HeldRequest> aloneBatch(
      HeldRequest held, Function<String, Optional<String>> generatorOf) {
    alone.remove(held);
    drawnAlone = Optional.of(held);
    String generator = generatorOf.apply(held.request().model()).orElseThrow();
    return new MicroBatch<>(generator, List.of(new Share<>(held, 0, held.request().count(), true)));
  }

  private void begin(Share<HeldRequest> share, String generator) {
    Parts parts = open.get(share.request());
    if (!parts.generator.equals(generator)) {
      parts.generator = generator;
      parts.images.clear();
    }
  }

  /** The answers of the transaction that are still ours. */
  private List<Answer> takeBack() {
    List<Answer> answers =
        inTransaction.stream()
            .flatMap(batch -> batch.answers().stream())
            .filter(each -> offsets.reopen(each.source().partition(), each.source().offset()))
            .toList();
    inTransaction = Optional.empty();
    return answers;
  }

  private void finished(RecordSource source) {
    offsets.finished(source.partition(), source.offset());
  }

  private void drop(Set<TopicPartition> partitions) {
    batcher.remove(held -> partitions.contains(held.partition()));
    alone.removeIf(held -> partitions.contains(held.partition()));
    open.keySet().removeIf(held -> partitions.contains(held.partition()));
    answered.removeIf(answer -> partitions.contains(answer.source().partition()));
  }
}
