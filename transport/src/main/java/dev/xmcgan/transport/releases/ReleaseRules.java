package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.releases.ReleaseRefusedException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The changes of a release that are allowed, for people and services alike: the only maker of a
 * {@link Release}. Nothing is published here; {@link ReleasePublisher} does that.
 *
 * @param book what is known
 * @param who makes the change: a person or a trainer id
 */
public record ReleaseRules(ReleaseSnapshot book, String who, Clock clock) {
  /**
   * A channel serves a checkpoint from now on.
   *
   * @param pin whether only a person's word may replace it; needed for one that was found unfit,
   *     which would be rolled back otherwise
   * @throws ReleaseRefusedException when there is no such checkpoint, or it is unfit and not pinned
   */
  public ReleaseChange promote(String channel, String checkpointId, String reason, boolean pin) {
    fitness().requireKnown(checkpointId);
    if (!pin) {
      fitness().requireFit(checkpointId);
    }
    return ReleaseChange.of(
        release(channel, checkpointId, reason, book.release(channel)).setPinned(pin).build());
  }

  /**
   * A checkpoint that was published just now, and need not show yet, replaces what a channel serves
   * without having been judged; empty when the channel is pinned, or when it comes from what was
   * rolled back meanwhile. Where nothing judges, nothing tells the best but that it is the newest.
   */
  public Optional<ReleaseChange> follow(String channel, Checkpoint published, String reason) {
    Optional<Release> before = book.release(channel);
    boolean fallen =
        Optional.ofNullable(published.getParentId())
            .filter(parent -> book.lineage(parent).stream().anyMatch(book::isBarred))
            .isPresent();
    return fallen || before.map(Release::getPinned).orElse(false)
        ? Optional.empty()
        : Optional.of(
            ReleaseChange.of(
                release(channel, published.getCheckpointId(), reason, before)
                    .setBestCheckpointId(published.getCheckpointId())
                    .build()));
  }

  /**
   * A checkpoint that was found good, with what was found, replaces what a channel serves.
   *
   * @throws ReleaseRefusedException when there is no such checkpoint, or it or what it comes from
   *     was found unfit meanwhile
   */
  public ReleaseChange bless(String channel, Evaluation evaluation, String reason) {
    String checkpointId = evaluation.getCheckpointId();
    fitness().requireKnown(checkpointId);
    fitness().requireFit(checkpointId);
    Release.Builder release = release(channel, checkpointId, reason, book.release(channel));
    if (evaluation.getMovesBest()) {
      release.setBestCheckpointId(checkpointId);
    }
    return new ReleaseChange(Optional.of(evaluation), Optional.of(release.build()));
  }

  /**
   * A checkpoint was rejected, the last of many: what the channel serves stays, but training goes
   * back to the best release so far.
   *
   * @param rate factor on its learning rates from there
   */
  public ReleaseChange retrain(String channel, Evaluation rejected, double rate, String reason) {
    Release now = current(channel);
    String best = book.best(channel).orElse(now.getCheckpointId());
    return new ReleaseChange(
        Optional.of(rejected),
        Optional.of(
            copy(now)
                .setReleasedBy(who)
                .setReason(reason)
                .setReleasedAt(now())
                .setServed(ServedReleases.until(Optional.of(now), now()))
                .setTrainFrom(best)
                .setTrainRate(rate)
                .build()));
  }

  /**
   * A channel goes back, and what it served is barred.
   *
   * @param to empty for {@link ReleaseSnapshot#lastGood}
   * @throws ReleaseRefusedException when there is nothing to go back to
   */
  public ReleaseChange rollBack(String channel, Optional<String> to, String reason) {
    Release bad = current(channel);
    String good =
        to.or(() -> book.lastGood(channel))
            .orElseThrow(
                () ->
                    new ReleaseRefusedException(
                        Reason.NOTHING_TO_GO_BACK_TO,
                        "no checkpoint is known to be good but the one that %s serves"
                            .formatted(channel)));
    fitness().requireKnown(good);
    fitness().requireFit(good);
    if (book.lineage(good).subList(1, book.lineage(good).size()).contains(bad.getCheckpointId())) {
      throw new ReleaseRefusedException(
          Reason.UNFIT_CHECKPOINT,
          "checkpoint %s comes from %s, which %s serves"
              .formatted(good, bad.getCheckpointId(), channel));
    }
    if (good.equals(bad.getCheckpointId())) {
      throw new ReleaseRefusedException(
          Reason.NOTHING_TO_GO_BACK_TO, "%s serves %s already".formatted(channel, good));
    }
    return new ReleaseChange(
        Optional.of(barred(bad.getCheckpointId(), reason)),
        Optional.of(
            release(channel, good, reason, Optional.of(bad))
                .setRolledBackFrom(bad.getCheckpointId())
                .build()));
  }

  /** Only a person's word replaces what a channel serves. */
  public ReleaseChange pin(String channel, String reason) {
    return pinned(channel, reason, true);
  }

  /** The next checkpoint that is found good replaces what a channel serves. */
  public ReleaseChange unpin(String channel, String reason) {
    return pinned(channel, reason, false);
  }

  /** A checkpoint that must not be released by itself any more; scores it has are kept. */
  public Evaluation barred(String checkpointId, String reason) {
    List<String> reasons = new ArrayList<>(List.of(reason));
    Optional<Evaluation> before = book.evaluation(checkpointId);
    before.map(Evaluation::getReasons).ifPresent(reasons::addAll);
    return before
        .map(Evaluation::newBuilder)
        .orElseGet(Evaluation::newBuilder)
        .setCheckpointId(checkpointId)
        .setVerdict(Verdict.BARRED)
        .setReasons(reasons)
        .setDecidedBy(who)
        .setDecidedAt(now())
        .build();
  }

  private ReleaseChange pinned(String channel, String reason, boolean pinned) {
    Release now = current(channel);
    return ReleaseChange.of(
        copy(now)
            .setReleasedBy(who)
            .setReason(reason)
            .setReleasedAt(now())
            .setServed(ServedReleases.until(Optional.of(now), now()))
            .setPinned(pinned)
            .build());
  }

  /**
   * The same release. Avro's own copy looks for the classes of nested records where Avro is from,
   * which in Quarkus' tests and development mode is another class loader.
   */
  private static Release.Builder copy(Release now) {
    return Release.newBuilder()
        .setChannel(now.getChannel())
        .setCheckpointId(now.getCheckpointId())
        .setReleasedBy(now.getReleasedBy())
        .setReason(now.getReason())
        .setReleasedAt(now.getReleasedAt())
        .setPreviousCheckpointId(now.getPreviousCheckpointId())
        .setPinned(now.getPinned())
        .setBestCheckpointId(now.getBestCheckpointId())
        .setRolledBackFrom(now.getRolledBackFrom())
        .setTrainFrom(now.getTrainFrom())
        .setTrainRate(now.getTrainRate())
        .setServed(now.getServed());
  }

  private Release.Builder release(
      String channel, String checkpointId, String reason, Optional<Release> before) {
    return Release.newBuilder()
        .setChannel(channel)
        .setCheckpointId(checkpointId)
        .setReleasedBy(who)
        .setReason(reason)
        .setReleasedAt(now())
        .setBestCheckpointId(best(channel, checkpointId))
        .setServed(ServedReleases.until(before, now()))
        .setPreviousCheckpointId(
            before
                .map(
                    release ->
                        release.getCheckpointId().equals(checkpointId)
                            ? release.getPreviousCheckpointId()
                            : release.getCheckpointId())
                .orElse(null));
  }

  /**
   * The best so far once a checkpoint is released: that one if there was none, if it was found to
   * be, or if it is of no training, for then all begins anew; else what it was.
   */
  private String best(String channel, String released) {
    boolean begins = book.checkpoint(released).filter(ReleaseSnapshot::isGiven).isPresent();
    Optional<String> before = book.best(channel);
    boolean moves =
        book.evaluation(released)
            .filter(Evaluation::getMovesBest)
            .filter(found -> before.equals(Optional.ofNullable(found.getBest())))
            .isPresent();
    return begins || moves ? released : before.orElse(released);
  }

  private Release current(String channel) {
    return book.release(channel)
        .orElseThrow(
            () ->
                new ReleaseRefusedException(
                    Reason.UNKNOWN_CHANNEL, "nothing is released as " + channel));
  }

  private CheckpointFitness fitness() {
    return new CheckpointFitness(book);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
