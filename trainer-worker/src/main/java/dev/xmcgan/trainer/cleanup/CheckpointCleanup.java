package dev.xmcgan.trainer.cleanup;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.trainer.config.RetentionSettings;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointFetcher;
import dev.xmcgan.transport.checkpoints.CheckpointReviser;
import dev.xmcgan.transport.checkpoints.CheckpointReviser.Revision;
import dev.xmcgan.transport.checkpoints.ChunkLog;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.FencedException;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes checkpoints that nobody needs, so that the topic of chunks stays short. A sweep forgets
 * the manifests that nobody needs, writes needed chunks anew that lie far behind the others, and
 * lets the log start at the first chunk that was needed at the sweep before: whoever is fetching by
 * an older manifest has that long to finish. Belongs to the training thread, whose transactions it
 * uses, so that a trainer that was fenced sweeps no more.
 */
public final class CheckpointCleanup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCleanup.class);

  private final String trainerId;
  private final RetentionSettings retention;
  private final ReleaseStore releases;
  private final Supplier<Optional<String>> judged;
  private final CheckpointFetcher fetcher;
  private final CheckpointReviser reviser;
  private final ChunkLog chunks;
  private Map<Integer, Long> neededBefore = Map.of();

  /**
   * @param releases followed; stays the caller's to close
   * @param judged the checkpoint that the gate looks at now, which may take longer than newer ones
   *     take to come
   * @param transactions stays the caller's to close
   * @param directory for what is carried
   */
  public CheckpointCleanup(
      KafkaSettings kafka,
      AvroSerdes serdes,
      ReleaseStore releases,
      Supplier<Optional<String>> judged,
      TransactionalProducer transactions,
      Path directory,
      String trainerId,
      RetentionSettings retention) {
    this.trainerId = trainerId;
    this.retention = retention;
    this.releases = releases;
    this.judged = judged;
    this.fetcher = new CheckpointFetcher(kafka, directory);
    this.reviser = new CheckpointReviser(kafka, serdes, transactions, trainerId, Clock.systemUTC());
    this.chunks = new ChunkLog(kafka);
  }

  /**
   * One sweep. What goes wrong is left to the next: nothing is deleted then.
   *
   * @throws FencedException when another trainer has taken over
   */
  public void sweep() {
    try {
      sweepOnce();
    } catch (FencedException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.toString())
          .log("old checkpoints were not cleaned up, trying again later");
    }
  }

  /** Does nothing as long as it is not known what there is. */
  private void sweepOnce() throws IOException, InterruptedException {
    if (!releases.isCaughtUp()) {
      return;
    }
    Map<Integer, Long> starts = chunks.starts();
    ReleaseSnapshot snapshot = releases.snapshot();
    Map<String, Checkpoint> all = snapshot.checkpoints();
    Set<String> released =
        snapshot.releases().values().stream()
            .map(Release::getCheckpointId)
            .collect(Collectors.toSet());
    Set<String> gone = gone(all.values(), starts);
    gone.removeAll(released);
    List<Checkpoint> there =
        all.values().stream().filter(each -> !gone.contains(each.getCheckpointId())).toList();
    RetainedCheckpoints needed =
        RetainedCheckpoints.of(snapshot.of(there), trainerId, retention, judged.get());
    RetentionPlan plan =
        RetentionPlan.of(there, needed, snapshot::isBarred, retention.leastGarbage());
    revise(plan, gone, OldEvaluations.of(snapshot, plan.kept()), starts);
    Set<String> lost = gone(plan.kept(), starts);
    deleteBefore(
        RetentionPlan.firstOffsets(
            plan.kept().stream().filter(each -> !lost.contains(each.getCheckpointId())).toList()),
        starts);
  }

  @Override
  public void close() {
    chunks.close();
  }

  private void revise(
      RetentionPlan plan, Set<String> gone, Set<String> unjudged, Map<Integer, Long> starts)
      throws IOException, InterruptedException {
    Map<String, Checkpoint> manifests = new HashMap<>();
    plan.changed().forEach(each -> manifests.put(each.getCheckpointId(), each));
    Map<String, Path> carried = new HashMap<>();
    Set<String> lost = gone(plan.kept(), starts);
    for (Checkpoint kept : plan.kept()) {
      String id = kept.getCheckpointId();
      if (plan.carried().contains(id) && !lost.contains(id)) {
        carried.put(id, fetcher.fetch(kept));
        manifests.put(id, kept);
      }
    }
    Set<String> removed = new HashSet<>(plan.removed());
    removed.addAll(gone);
    Revision revision =
        new Revision(new ArrayList<>(manifests.values()), carried, removed, unjudged);
    if (!revision.isEmpty()) {
      reviser.publish(revision);
      LOG.atInfo()
          .addKeyValue("kept", plan.kept().size())
          .addKeyValue("forgotten", removed.size())
          .addKeyValue("writtenAnew", carried.size())
          .addKeyValue("evaluationsForgotten", unjudged.size())
          .log("old checkpoints were cleaned up");
    }
    fetcher.keepOnly(Set.of());
  }

  /** Those that have a chunk before the log's start. */
  private static Set<String> gone(Collection<Checkpoint> of, Map<Integer, Long> starts) {
    Set<String> gone = new HashSet<>();
    for (Checkpoint checkpoint : of) {
      RetentionPlan.firstOffsets(List.of(checkpoint))
          .forEach(
              (partition, first) -> {
                if (first < starts.getOrDefault(partition, 0L)) {
                  gone.add(checkpoint.getCheckpointId());
                }
              });
    }
    return gone;
  }

  private void deleteBefore(Map<Integer, Long> needed, Map<Integer, Long> starts) {
    Map<Integer, Long> deletions = new HashMap<>();
    needed.forEach(
        (partition, first) -> {
          long safe = Math.min(first, neededBefore.getOrDefault(partition, 0L));
          if (safe > starts.getOrDefault(partition, 0L)) {
            deletions.put(partition, safe);
          }
        });
    if (!deletions.isEmpty()) {
      chunks.deleteBefore(deletions);
    }
    neededBefore = needed;
  }
}
