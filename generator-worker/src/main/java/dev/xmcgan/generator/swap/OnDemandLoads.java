package dev.xmcgan.generator.swap;

import dev.xmcgan.schemas.Checkpoint;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Loads of checkpoints that requests name beside the release: asked for by the serving thread, done
 * one at a time by the loading thread.
 */
final class OnDemandLoads {
  private final CheckpointLoader loader;
  private final int most;
  private final Queue<Checkpoint> asked = new ConcurrentLinkedQueue<>();
  private final Queue<LoadOutcome> done = new ConcurrentLinkedQueue<>();
  private final Set<String> open = new HashSet<>(); // serving thread only

  /**
   * @param most loads asked for or not collected at a time, so that requests for ever other
   *     checkpoints cannot pile generators up
   */
  OnDemandLoads(CheckpointLoader loader, int most) {
    this.loader = loader;
    this.most = most;
  }

  /** Serving thread: asks for a checkpoint, once until its outcome is collected. */
  void ask(Checkpoint manifest) {
    if (open.size() < most && open.add(manifest.getCheckpointId())) {
      asked.add(manifest);
    }
  }

  /** Serving thread: whether a checkpoint was asked for and its outcome not collected. */
  boolean isOpen(String checkpointId) {
    return open.contains(checkpointId);
  }

  /** Serving thread: the next outcome, which the caller then owns. */
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
