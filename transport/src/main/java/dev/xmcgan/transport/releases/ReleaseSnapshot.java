package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checkpoints, releases and evaluations at one moment; immutable.
 *
 * @param checkpoints by id
 * @param releases by channel
 * @param evaluations by checkpoint id
 */
public record ReleaseSnapshot(
    Map<String, Checkpoint> checkpoints,
    Map<String, Release> releases,
    Map<String, Evaluation> evaluations) {

  /** The channel of an installation that has one. */
  public static final String STABLE = "stable";

  public ReleaseSnapshot {
    checkpoints = Map.copyOf(checkpoints);
    releases = Map.copyOf(releases);
    evaluations = Map.copyOf(evaluations);
  }

  /** The same with these checkpoints alone. */
  public ReleaseSnapshot of(Collection<Checkpoint> some) {
    return new ReleaseSnapshot(
        some.stream().collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity())),
        releases,
        evaluations);
  }

  /**
   * The same with the checkpoints alone that are of concern to the training of a channel: those
   * that it made, and what they and its release came from.
   */
  public ReleaseSnapshot ofChannel(String channel) {
    Set<String> ids = new LinkedHashSet<>();
    checkpoints.values().stream()
        .filter(each -> isOf(each, channel))
        .forEach(each -> ids.addAll(lineage(each.getCheckpointId())));
    release(channel)
        .ifPresent(
            now ->
                Stream.of(
                        now.getCheckpointId(),
                        now.getPreviousCheckpointId(),
                        now.getBestCheckpointId(),
                        now.getTrainFrom())
                    .filter(Objects::nonNull)
                    .forEach(id -> ids.addAll(lineage(id))));
    return of(
        checkpoints.values().stream().filter(e -> ids.contains(e.getCheckpointId())).toList());
  }

  /** Whether the training of a channel made it, or something else for stable. */
  public static boolean isOf(Checkpoint checkpoint, String channel) {
    return channelOf(checkpoint.getChannel()).equals(channel);
  }

  /** The channel whose training made what was judged, or stable. */
  public static String channelOf(Evaluation found) {
    return channelOf(found.getChannel());
  }

  /** The channel whose training learned them, or stable. */
  public static String channelOf(LearnedPairs learned) {
    return channelOf(learned.getChannel());
  }

  private static String channelOf(String told) {
    return Optional.ofNullable(told).orElse(STABLE);
  }

  /** What a channel serves. */
  public Optional<Release> release(String channel) {
    return Optional.ofNullable(releases.get(channel));
  }

  /** A checkpoint's manifest. */
  public Optional<Checkpoint> checkpoint(String id) {
    return Optional.ofNullable(checkpoints.get(id));
  }

  /** What was found about a checkpoint. */
  public Optional<Evaluation> evaluation(String checkpointId) {
    return Optional.ofNullable(evaluations.get(checkpointId));
  }

  /**
   * What a checkpoint is kept for, for a person to read: what channels serve and may go back to,
   * and what no training made. Nothing = it is kept for being new, or to be trained on.
   */
  public List<String> uses(String checkpointId) {
    List<String> uses = new ArrayList<>();
    releases.values().stream()
        .sorted(Comparator.comparing(Release::getChannel))
        .forEach(release -> addUses(checkpointId, release, uses));
    if (checkpoints.values().stream().map(Checkpoint::getAnchorId).anyMatch(checkpointId::equals)) {
      uses.add("draws what is rehearsed");
    }
    if (checkpoint(checkpointId).filter(ReleaseSnapshot::isGiven).isPresent()) {
      uses.add("given");
    }
    return List.copyOf(uses);
  }

  /** Whether no training made it: the starter, or an import. */
  public static boolean isGiven(Checkpoint checkpoint) {
    return checkpoint.getParentId() == null && checkpoint.getPairsSeen() == 0;
  }

  private void addUses(String id, Release release, List<String> uses) {
    String channel = release.getChannel();
    if (id.equals(release.getCheckpointId())) {
      uses.add((release.getPinned() ? "pinned on " : "serves ") + channel);
    }
    if (best(channel).filter(id::equals).isPresent()) {
      uses.add("best of " + channel);
    }
    if (lastGood(channel).filter(id::equals).isPresent()) {
      uses.add(channel + " goes back to it");
    } else if (id.equals(release.getPreviousCheckpointId())) {
      uses.add("served " + channel + " before");
    }
    if (id.equals(release.getTrainFrom())) {
      uses.add(channel + " is trained from it");
    }
    release.getServed().stream()
        .filter(each -> each.getCheckpointId().equals(id))
        .map(each -> "served %s for %d min".formatted(channel, each.getSeconds() / 60))
        .forEach(uses::add);
  }

  /** The channels that serve a checkpoint, by name. */
  public List<String> channels(String checkpointId) {
    return releases.values().stream()
        .filter(release -> release.getCheckpointId().equals(checkpointId))
        .map(Release::getChannel)
        .sorted()
        .toList();
  }

  /** Whether it was found unfit: rejected by the gate, or rolled back. */
  public boolean isUnfit(String checkpointId) {
    return evaluation(checkpointId)
        .map(Evaluation::getVerdict)
        .filter(verdict -> verdict == Verdict.REJECTED || verdict == Verdict.BARRED)
        .isPresent();
  }

  /** Whether it was rolled back. */
  public boolean isBarred(String checkpointId) {
    return evaluation(checkpointId)
        .filter(found -> found.getVerdict() == Verdict.BARRED)
        .isPresent();
  }

  /**
   * A checkpoint and all it came from, the nearest first, as far as they are told; the last may be
   * the id of one that is not there any more.
   */
  public List<String> lineage(String checkpointId) {
    Set<String> line = new LinkedHashSet<>();
    String at = checkpointId;
    while (at != null && line.add(at)) {
      at = checkpoint(at).map(Checkpoint::getParentId).orElse(null);
    }
    return List.copyOf(line);
  }

  /** The nearest of a checkpoint's ancestors, itself not counted, that was rolled back. */
  public Optional<String> barredAncestor(String checkpointId) {
    return lineage(checkpointId).stream().skip(1).filter(this::isBarred).findFirst();
  }

  /**
   * Where to go back to from what a channel serves: what it served before, or else its best so far,
   * or else the checkpoint that was blessed last; never one that was found unfit or comes from what
   * was, or from what is served.
   */
  public Optional<String> lastGood(String channel) {
    return release(channel)
        .flatMap(
            now ->
                Stream.of(now.getPreviousCheckpointId(), now.getBestCheckpointId())
                    .filter(id -> id != null && canReplace(id, now))
                    .findFirst()
                    .or(() -> lastBlessed(now)));
  }

  /**
   * The best release of a channel so far, which what comes later is held against: the one that the
   * release says, else what serves, else {@link #lastGood}; never one that was found unfit.
   */
  public Optional<String> best(String channel) {
    return release(channel)
        .flatMap(
            now ->
                Stream.of(now.getBestCheckpointId(), now.getCheckpointId())
                    .filter(id -> id != null && checkpoints.containsKey(id) && !isUnfit(id))
                    .findFirst())
        .or(() -> lastGood(channel));
  }

  private Optional<String> lastBlessed(Release now) {
    return evaluations.values().stream()
        .filter(found -> found.getVerdict() == Verdict.BLESSED)
        .filter(found -> canReplace(found.getCheckpointId(), now))
        .filter(
            found ->
                checkpoint(found.getCheckpointId())
                    .filter(each -> isGiven(each) || isOf(each, now.getChannel()))
                    .isPresent())
        .max(
            Comparator.comparing(Evaluation::getDecidedAt)
                .thenComparing(Evaluation::getCheckpointId))
        .map(Evaluation::getCheckpointId);
  }

  private boolean canReplace(String id, Release now) {
    return checkpoints.containsKey(id)
        && !lineage(id).contains(now.getCheckpointId())
        && !isUnfit(id)
        && barredAncestor(id).isEmpty();
  }
}
