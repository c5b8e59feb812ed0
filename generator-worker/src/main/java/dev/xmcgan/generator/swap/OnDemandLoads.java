package dev.xmcgan.generator.swap;

import dev.xmcgan.schemas.Checkpoint;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Loads of checkpoints that requests name beside the release: asked for by the drawing thread, done
 * one at a time by the loading thread.
 */
final class OnDemandLoads {
  private final CheckpointLoader loader;
  private final Queue<Checkpoint> asked = new ConcurrentLinkedQueue<>();
  private final Queue<LoadOutcome> done = new ConcurrentLinkedQueue<>();
  private final Set<String> open = new HashSet<>(); // drawing thread only

  OnDemandLoads(CheckpointLoader loader) {
    this.loader = loader;
  }

  /** Drawing thread: asks for a checkpoint, once until its outcome is collected. */
  void ask(Checkpoint manifest) {
    if (open.add(manifest.getCheckpointId())) {
      asked.add(manifest);
    }
  }

  /** Drawing thread: the next outcome, which the caller then owns. */
  Optional<LoadOutcome> collect() {
    Optional<LoadOutcome> outcome = Optional.ofNullable(done.poll());
    outcome.ifPresent(each -> open.remove(each.checkpointId()));
    return outcome;
  }

  /** Loading thread: does the oldest load asked for; false when there is none. */
  boolean step() {
    Checkpoint manifest = asked.poll();
    if (manifest == null) {
      return false;
    }
    done.add(loader.load(manifest));
    return true;
  }
}
