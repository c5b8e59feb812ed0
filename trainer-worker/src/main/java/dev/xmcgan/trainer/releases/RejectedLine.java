package dev.xmcgan.trainer.releases;

import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides when training goes back to the best checkpoint so far, because one candidate after
 * another was rejected, and at which rate it tries again.
 *
 * @param rate factor on the learning rates of another try from the best so far
 * @param reason for a person to read
 */
record RejectedLine(double rate, String reason) {
  /** Each try is half as fast as the one before it ... */
  private static final double SLOWER = 0.5;

  /** ... but not slower than this. */
  private static final double SLOWEST = 1.0 / 16;

  /** Images that are no images, so often in a row, are no accident. */
  private static final int COLLAPSED = 2;

  /**
   * Whether that is so with one more that was rejected; never of a pinned channel, which trains
   * from what it serves anyway.
   *
   * @param rejections in a row that are too many
   */
  static Optional<RejectedLine> of(
      ReleaseSnapshot book, String channel, Evaluation found, int rejections) {
    Optional<Release> release = book.release(channel).filter(each -> !each.getPinned());
    if (release.isEmpty() || found.getVerdict() != Verdict.REJECTED) {
      return Optional.empty();
    }
    Instant begin = release.get().getReleasedAt();
    List<Evaluation> latestFirst =
        Stream.concat(
                Stream.of(found),
                book.evaluations().values().stream()
                    .filter(each -> ReleaseSnapshot.channelOf(each).equals(channel))
                    .filter(each -> each.getDecidedAt().isAfter(begin))
                    .filter(each -> !each.getCheckpointId().equals(found.getCheckpointId()))
                    .sorted(Comparator.comparing(Evaluation::getDecidedAt).reversed()))
            .takeWhile(each -> each.getVerdict() != Verdict.BLESSED)
            .filter(each -> each.getVerdict() == Verdict.REJECTED)
            .toList();
    long collapsed = latestFirst.stream().takeWhile(each -> each.getScores().isEmpty()).count();
    if (latestFirst.size() < rejections && collapsed < COLLAPSED) {
      return Optional.empty();
    }
    double rate = Math.max(SLOWEST, SLOWER * release.get().getTrainRate());
    return Optional.of(
        new RejectedLine(
            rate,
            String.format(
                Locale.ROOT,
                "%d checkpoints in a row were rejected: training goes back to %s, at %.3g of its usual rates; the last one: %s",
                latestFirst.size(),
                book.best(channel).orElse(release.get().getCheckpointId()),
                rate,
                String.join("; ", found.getReasons()))));
  }
}
