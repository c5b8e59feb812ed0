package dev.xmcgan.trainer.gate;

import dev.xmcgan.evaluation.retrieval.CaptionMatch;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.trainer.rehearsal.CaptionReservoir;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from a checkpoint what later ones are compared by: captions of all that it ever learned,
 * and its discriminator as a judge that learns no more. Those of one checkpoint are kept. One
 * thread's.
 */
final class Anchors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);

  /** The same captions come first, whatever others there are. */
  private static final Comparator<String> IN_ORDER =
      Comparator.comparingLong(Anchors::hash).thenComparing(Comparator.naturalOrder());

  private static final String DISCRIMINATOR = "discriminator.safetensors";
  private static final Set<String> FILES =
      Set.of("config.json", DISCRIMINATOR, CaptionReservoir.FILE);

  private final CheckpointFetcher fetcher;
  private final MatchOpener matches;
  private final int most;
  private Optional<Known> known = Optional.empty();

  /** What one checkpoint knows, and whose captions they are. */
  private record Known(
      String checkpointId, List<CaptionReservoir.Learned> captions, Optional<CaptionMatch> match) {}

  /** Opens a discriminator as a judge. */
  @FunctionalInterface
  interface MatchOpener {
    /** Of the checkpoint in that directory; empty where it is no judge. */
    Optional<CaptionMatch> open(Path directory) throws IOException;
  }

  /**
   * What one checkpoint knows.
   *
   * @param captions different ones, none if it says none
   * @param match its discriminator; empty where it has none
   */
  record Anchor(String checkpointId, List<String> captions, Optional<CaptionMatch> match) {
    /** The first so many captions, or all. */
    Anchor first(int most) {
      return new Anchor(checkpointId, captions.subList(0, Math.min(most, captions.size())), match);
    }
  }

  /**
   * @param most captions of a checkpoint
   */
  Anchors(CheckpointFetcher fetcher, MatchOpener matches, int most) {
    this.fetcher = fetcher;
    this.matches = matches;
    this.most = most;
  }

  /**
   * What that checkpoint knows, without captions of pairs that were erased since.
   *
   * @param newest a checkpoint that was made later, which says what was erased
   * @throws CheckpointTransferException when Kafka or the disk was in the way; it may work later
   */
  Anchor of(Checkpoint checkpoint, Checkpoint newest)
      throws CheckpointTransferException, InterruptedException {
    if (known.isEmpty() || !known.get().checkpointId().equals(checkpoint.getCheckpointId())) {
      close();
      known = Optional.of(open(checkpoint));
    }
    Set<String> erased = known.get().captions().isEmpty() ? Set.of() : erased(newest);
    return new Anchor(
        checkpoint.getCheckpointId(),
        known.get().captions().stream()
            .filter(each -> !erased.contains(each.pair()))
            .map(CaptionReservoir.Learned::caption)
            .distinct()
            .limit(most)
            .toList(),
        known.get().match());
  }

  @Override
  public void close() {
    known.flatMap(Known::match).ifPresent(CaptionMatch::close);
    known = Optional.empty();
  }

  private Known open(Checkpoint checkpoint)
      throws CheckpointTransferException, InterruptedException {
    try {
      Path directory = fetcher.fetch(checkpoint, FILES::contains);
      List<CaptionReservoir.Learned> captions =
          CaptionReservoir.read(directory, Integer.MAX_VALUE).learned().stream()
              .sorted(Comparator.comparing(CaptionReservoir.Learned::caption, IN_ORDER))
              .toList();
      Optional<CaptionMatch> match =
          Files.exists(directory.resolve(DISCRIMINATOR))
              ? matches.open(directory)
              : Optional.empty();
      fetcher.keepOnly(Set.of());
      return new Known(checkpoint.getCheckpointId(), captions, match);
    } catch (CheckpointTransferException e) {
      if (e.isRetriable()) {
        throw e;
      }
      return nothing(checkpoint, e);
    } catch (IOException | RuntimeException e) {
      return nothing(checkpoint, e);
    }
  }

  private Set<String> erased(Checkpoint newest)
      throws CheckpointTransferException, InterruptedException {
    try {
      Path directory = fetcher.fetch(newest, CaptionReservoir.FILE::equals);
      Set<String> erased = CaptionReservoir.read(directory, Integer.MAX_VALUE).erased();
      fetcher.keepOnly(Set.of());
      return erased;
    } catch (CheckpointTransferException e) {
      if (e.isRetriable()) {
        throw e;
      }
      return Set.of(); // it will not be drawn with, either
    } catch (IOException e) {
      return Set.of();
    }
  }

  private static Known nothing(Checkpoint checkpoint, Exception reason) {
    LOG.atWarn()
        .addKeyValue("checkpointId", checkpoint.getCheckpointId())
        .addKeyValue("reason", reason.getMessage())
        .log("what the best checkpoint knows cannot be read");
    return new Known(checkpoint.getCheckpointId(), List.of(), Optional.empty());
  }

  private static long hash(String caption) {
    return new SplittableRandom(caption.hashCode()).nextLong();
  }
}
