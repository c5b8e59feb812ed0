package dev.xmcgan.trainer.cleanup;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.trainer.checkpoints.StartingPoint;
import dev.xmcgan.transport.checkpoints.ChunkPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Decides which checkpoints stay, change or go, without doing any of it.
 *
 * @param kept manifests of those that stay, without files that are not needed, and with the nearest
 *     ancestor that stays as the parent
 * @param changed those of them that are not as published
 * @param carried ids of those whose chunks lie so far behind the others that they are better
 *     written anew
 * @param removed ids of those that go
 */
record RetentionPlan(
    List<Checkpoint> kept, List<Checkpoint> changed, Set<String> carried, Set<String> removed) {
  /** So many times its bytes must go for what is written anew. */
  private static final int GAIN = 8;

  /**
   * Plans for these checkpoints; the same ones always get the same plan.
   *
   * @param barred whether that one was rolled back: whoever came of it must go on saying so
   */
  static RetentionPlan of(
      Collection<Checkpoint> checkpoints,
      RetainedCheckpoints needed,
      Predicate<String> barred,
      long leastGarbage) {
    Map<String, Checkpoint> byId =
        checkpoints.stream()
            .collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity()));
    List<Checkpoint> kept = new ArrayList<>();
    List<Checkpoint> changed = new ArrayList<>();
    for (String id : needed.toServe()) {
      Checkpoint published = byId.get(id);
      Checkpoint revised = revised(published, needed, barred, byId);
      kept.add(revised);
      if (!revised.equals(published)) {
        changed.add(revised);
      }
    }
    Set<String> removed = new HashSet<>(byId.keySet());
    removed.removeAll(needed.toServe());
    return new RetentionPlan(
        List.copyOf(kept), List.copyOf(changed), carried(kept, leastGarbage), removed);
  }

  /** The first offset of each partition that what is kept has chunks at. */
  static Map<Integer, Long> firstOffsets(Collection<Checkpoint> checkpoints) {
    Map<Integer, Long> first = new HashMap<>();
    for (Checkpoint checkpoint : checkpoints) {
      for (CheckpointFile file : checkpoint.getFiles()) {
        ChunkPlace.of(file)
            .forEach(place -> first.merge(place.partition(), place.offset(), Math::min));
      }
    }
    return first;
  }

  private static Checkpoint revised(
      Checkpoint published,
      RetainedCheckpoints needed,
      Predicate<String> barred,
      Map<String, Checkpoint> byId) {
    List<CheckpointFile> files = new ArrayList<>(published.getFiles());
    boolean toResume = needed.toResume().contains(published.getCheckpointId());
    if (!toResume) {
      files.removeIf(file -> file.getName().equals(StartingPoint.TRAINING_STATE));
    }
    return Checkpoint.newBuilder(published)
        .setFiles(files)
        .setAnchorId(toResume ? published.getAnchorId() : null)
        .setParentId(ancestor(published, needed, barred, byId).orElse(published.getParentId()))
        .build();
  }

  /** So that the line of descent does not break where some of it goes. */
  private static Optional<String> ancestor(
      Checkpoint checkpoint,
      RetainedCheckpoints needed,
      Predicate<String> barred,
      Map<String, Checkpoint> byId) {
    Set<String> seen = new HashSet<>();
    String parent = checkpoint.getParentId();
    while (parent != null && seen.add(parent)) {
      if (needed.toServe().contains(parent) || barred.test(parent)) {
        return Optional.of(parent);
      }
      parent = byId.containsKey(parent) ? byId.get(parent).getParentId() : null;
    }
    return Optional.empty();
  }

  /**
   * Checkpoints whose chunks lie before so much that nobody needs that what is written for them
   * frees many times its bytes: what carrying adds to all that is published stays a small part of
   * it. Each partition has its share of the bytes.
   */
  private static Set<String> carried(List<Checkpoint> kept, long leastGarbage) {
    Map<Integer, TreeMap<Long, Checkpoint>> chunks = new HashMap<>();
    for (Checkpoint checkpoint : kept) {
      for (CheckpointFile file : checkpoint.getFiles()) {
        for (ChunkPlace place : ChunkPlace.of(file)) {
          chunks
              .computeIfAbsent(place.partition(), added -> new TreeMap<>())
              .put(place.offset(), checkpoint);
        }
      }
    }
    Set<String> carried = new HashSet<>();
    for (TreeMap<Long, Checkpoint> ofPartition : chunks.values()) {
      Map<String, Long> behind = new HashMap<>();
      long before = ofPartition.firstKey();
      long garbage = 0;
      for (Map.Entry<Long, Checkpoint> chunk : ofPartition.entrySet()) {
        garbage += Math.max(0, chunk.getKey() - before - 1) * Topic.MAX_CHUNK_BYTES * chunks.size();
        long cost = behind.values().stream().mapToLong(Long::longValue).sum();
        if (garbage > Math.max(leastGarbage, GAIN * cost)) {
          carried.addAll(behind.keySet());
          behind.clear();
          garbage = 0;
        }
        if (!carried.contains(chunk.getValue().getCheckpointId())) {
          behind.put(chunk.getValue().getCheckpointId(), bytes(chunk.getValue()));
        }
        before = chunk.getKey();
      }
    }
    return carried;
  }

  private static long bytes(Checkpoint checkpoint) {
    return checkpoint.getFiles().stream().mapToLong(CheckpointFile::getSizeBytes).sum();
  }
}
