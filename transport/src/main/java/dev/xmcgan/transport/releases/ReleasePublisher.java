package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.transport.AuditEntries;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where releases and evaluations are written: an evaluation and the release that
 * follows from it in one transaction, with an entry of the audit topic, and only onto the snapshot
 * that they were decided from.
 *
 * <p>All writers of a channel share one transactional id, and each change takes it anew:
 *
 * <ol>
 *   <li>Taking the id ends what another writer had begun: it is aborted, or committed and there to
 *       be read. From here on no earlier holder can commit.
 *   <li>Both topics are read to their ends, and what they say is compared with the snapshot. If it
 *       differs, somebody was faster: {@link ReleaseConflictException}.
 *   <li>The change is committed. That succeeds only if nobody has taken the id since, and whoever
 *       takes it next reads this change first.
 * </ol>
 *
 * <p>So each change of a channel was decided on the one before it, and none is lost. What is
 * written to the topics past this class is not held back by it. Thread-safe; one change at a time.
 */
public final class ReleasePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ReleasePublisher.class);
  private static final Consumed NOTHING_READ = Consumed.nothing();
  private static final int ATTEMPTS = 10;
  private static final int LONGEST_PAUSE_MILLIS = 100;

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final ReleaseStore store;
  private final Duration patience;

  /**
   * @param store started; stays the caller's to close
   * @param patience how long Kafka may take to answer
   */
  public ReleasePublisher(
      KafkaSettings kafka, AvroSerdes serdes, ReleaseStore store, Duration patience) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.store = store;
    this.patience = patience;
  }

  /**
   * Publishes a change if what it was decided from still stands, and waits until the store shows
   * it.
   *
   * @param decidedFrom compared in the channel's release and in all evaluations
   * @throws ReleaseConflictException when it does not stand any more
   * @throws RetriableTransactionException when Kafka was in the way; nothing was published
   */
  public synchronized void publish(
      String channel, ReleaseSnapshot decidedFrom, ReleaseChange change)
      throws InterruptedException {
    change.release().ifPresent(release -> requireSame(channel, release));
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>(change.records(kafka, serdes));
    change
        .release()
        .map(release -> AuditEntries.ofRelease(decidedFrom.release(channel), release))
        .ifPresent(entry -> records.add(AuditEntries.record(kafka, serdes, entry)));
    try (TransactionalProducer transactions =
        new TransactionalProducer(
            kafka, "releases-" + channel, KafkaSettings.TRANSACTION_TIMEOUT, patience)) {
      requireUnchanged(channel, decidedFrom, read());
      transactions.commit(records, NOTHING_READ.offsets(), NOTHING_READ.group());
    } catch (FencedException e) {
      throw new ReleaseConflictException(
          "somebody else is changing what %s serves".formatted(channel), e);
    }
    if (!store.readToEnd(patience)) {
      LOG.atWarn()
          .addKeyValue("channel", channel)
          .addKeyValue("change", change)
          .log("a change of a release was published but does not show yet");
    }
  }

  /**
   * Decides on what is there and publishes; when somebody else was faster, decides again.
   *
   * @param decision a change, or nothing to be done; asked at least once
   * @return what was published
   * @throws ReleaseConflictException when others were faster every time
   * @throws RetriableTransactionException when Kafka was in the way; nothing was published
   */
  public synchronized Optional<ReleaseChange> decide(
      String channel, Function<ReleaseSnapshot, Optional<ReleaseChange>> decision)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      ReleaseSnapshot snapshot = store.snapshot();
      Optional<ReleaseChange> change = decision.apply(snapshot);
      if (change.isEmpty()) {
        return change;
      }
      try {
        publish(channel, snapshot, change.get());
        return change;
      } catch (ReleaseConflictException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        LOG.atInfo()
            .addKeyValue("channel", channel)
            .addKeyValue("reason", e.getMessage())
            .log("deciding on a release again");
      }
      // two that take the id from each other at the same pace would do so for long
      Thread.sleep(ThreadLocalRandom.current().nextInt(LONGEST_PAUSE_MILLIS));
      read();
    }
  }

  /**
   * Publishes what a person decides on what is there now. Others' evaluations in between do not
   * matter to a person as long as the rules still allow the change; another release does.
   *
   * @throws ReleaseConflictException when the channel's release changed meanwhile
   * @throws ReleaseRefusedException when the rules refuse it
   * @throws RetriableTransactionException when Kafka was in the way; nothing was published
   */
  public synchronized ReleaseChange change(
      String channel, Function<ReleaseSnapshot, ReleaseChange> decision)
      throws InterruptedException {
    Optional<Release> seen = read().release(channel);
    return decide(
            channel,
            snapshot -> {
              requireSame(channel, seen, snapshot);
              return Optional.of(decision.apply(snapshot));
            })
        .orElseThrow();
  }

  private ReleaseSnapshot read() throws InterruptedException {
    if (!store.readToEnd(patience)) {
      throw new RetriableTransactionException(
          "releases and evaluations could not be read to their ends within %d s"
              .formatted(patience.toSeconds()),
          null);
    }
    return store.snapshot();
  }

  private static void requireUnchanged(
      String channel, ReleaseSnapshot decidedFrom, ReleaseSnapshot now) {
    requireSame(channel, decidedFrom.release(channel), now);
    if (!decidedFrom.evaluations().equals(now.evaluations())) {
      throw new ReleaseConflictException("a checkpoint was judged meanwhile");
    }
  }

  private static void requireSame(String channel, Optional<Release> seen, ReleaseSnapshot now) {
    if (!seen.equals(now.release(channel))) {
      throw new ReleaseConflictException(
          "%s was changed meanwhile: it %s"
              .formatted(
                  channel,
                  now.release(channel)
                      .map(
                          release ->
                              "serves %s%s since %s, by %s: %s"
                                  .formatted(
                                      release.getCheckpointId(),
                                      release.getPinned() ? ", pinned," : "",
                                      release.getReleasedAt(),
                                      release.getReleasedBy(),
                                      release.getReason()))
                      .orElse("has no release any more")));
    }
  }

  private static void requireSame(String channel, Release release) {
    if (!release.getChannel().equals(channel)) {
      throw new IllegalArgumentException(
          "a release of %s as a change of %s".formatted(release.getChannel(), channel));
    }
  }
}
