package dev.xmcgan.trainer.cleanup;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.ServedRelease;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which checkpoints are needed, and what for. There is always something to go back to: what any
 * channel serves and served before, its best release so far, what served for long, the newest, and
 * what no training made (the starter, imports). To go on from: the newest on each released line,
 * and what draws the captions that these rehearse.
 *
 * @param why reasons by the ids of those whose weights are needed, for a person to read
 * @param toResume ids of those, among them, whose state of training is needed, too
 */
record RetainedCheckpoints(Map<String, Set<String>> why, Set<String> toResume) {
  private static final Comparator<Checkpoint> NEWEST_FIRST =
      Comparator.comparing(Checkpoint::getCreatedAt)
          .thenComparing(Checkpoint::getStep)
          .thenComparing(Checkpoint::getCheckpointId)
          .reversed();

  /**
   * Needs only what is in the book; the same book always gives the same.
   *
   * @param judged the checkpoint that the gate looks at now
   */
  static RetainedCheckpoints of(
      ReleaseSnapshot book, String trainerId, RetentionSettings settings, Optional<String> judged) {
    Collection<Checkpoint> checkpoints = book.checkpoints().values();
    Map<String, Set<String>> why = new TreeMap<>();
    Set<String> toResume = new HashSet<>();
    channels(book)
        .forEach(
            channel ->
                ofLines(book.ofChannel(channel), channel, trainerId, settings, why, toResume));
    book.releases().values().forEach(release -> ofChannel(book, release, settings, why));
    checkpoints.stream()
        .filter(ReleaseSnapshot::isGiven)
        .forEach(each -> keep(why, each.getCheckpointId(), "given"));
    judged.ifPresent(
        id -> {
          // training may have to go on from it once it is released
          toResume.add(id);
          keep(why, id, "judged now");
        });
    toResume.stream()
        .flatMap(id -> book.checkpoint(id).stream())
        .forEach(each -> keep(why, each.getAnchorId(), "draws what is rehearsed"));
    why.keySet().retainAll(book.checkpoints().keySet());
    return new RetainedCheckpoints(Map.copyOf(why), Set.copyOf(toResume));
  }

  /** Ids of those whose weights are needed. */
  Set<String> toServe() {
    return why.keySet();
  }

  private static Set<String> channels(ReleaseSnapshot book) {
    Set<String> channels = new TreeSet<>(book.releases().keySet());
    channels.add(ReleaseSnapshot.STABLE);
    book.checkpoints().values().stream()
        .map(Checkpoint::getChannel)
        .filter(Objects::nonNull)
        .forEach(channels::add);
    return channels;
  }

  /**
   * Where the training of a channel may go on from, with its release or without, and its newest.
   */
  private static void ofLines(
      ReleaseSnapshot book,
      String channel,
      String trainerId,
      RetentionSettings settings,
      Map<String, Set<String>> why,
      Set<String> toResume) {
    Stream.of(Optional.<Release>empty(), book.release(channel))
        .distinct()
        .forEach(
            line ->
                StartingPoint.candidates(book, line, trainerId).stream()
                    .filter(StartingPoint::hasTrainingState)
                    .limit(settings.resumePoints())
                    .map(Checkpoint::getCheckpointId)
                    .forEach(
                        id -> {
                          toResume.add(id);
                          keep(why, id, "to go on from");
                        }));
    book.checkpoints().values().stream()
        .filter(each -> ReleaseSnapshot.isOf(each, channel))
        .sorted(NEWEST_FIRST)
        .limit(settings.checkpoints())
        .forEach(each -> keep(why, each.getCheckpointId(), "newest"));
  }

  private static void ofChannel(
      ReleaseSnapshot book,
      Release release,
      RetentionSettings settings,
      Map<String, Set<String>> why) {
    String channel = release.getChannel();
    keep(why, release.getCheckpointId(), "serves " + channel);
    if (release.getPinned()) {
      keep(why, release.getCheckpointId(), "pinned");
    }
    keep(why, release.getPreviousCheckpointId(), "served " + channel + " before");
    keep(why, release.getTrainFrom(), "trained from");
    book.best(channel).ifPresent(best -> keep(why, best, "best of " + channel));
    book.lastGood(channel).ifPresent(good -> keep(why, good, channel + " goes back to it"));
    List<ServedRelease> lasting =
        release.getServed().stream()
            .filter(each -> each.getSeconds() >= settings.servedFor().toSeconds())
            .toList();
    lasting
        .subList(Math.max(0, lasting.size() - settings.served()), lasting.size())
        .forEach(each -> keep(why, each.getCheckpointId(), "served " + channel + " for long"));
  }

  private static void keep(Map<String, Set<String>> why, String id, String reason) {
    if (id != null) {
      why.computeIfAbsent(id, added -> new TreeSet<>()).add(reason);
    }
  }
}
