package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.NewPairs;
import java.util.Optional;

/**
 * Where a checkpoint comes from: what its manifest says beyond its files.
 *
 * @param checkpointId letters, digits, {@code . _ -}; becomes a directory name
 * @param parentId the checkpoint that training went on from; null for none
 * @param trainerId who made it
 * @param step generator updates since the first initialisation
 * @param pairsSeen pairs drawn for training, replays counted
 * @param textEncoder id of the text encoder it was trained with
 * @param newPairs the pairs learned for the first time since the parent, where that is known
 * @param channel whose training made it; empty where no training did
 * @param anchorId the checkpoint that draws what is rehearsed when training goes on from this one
 */
public record CheckpointOrigin(
    String checkpointId,
    String parentId,
    String trainerId,
    long step,
    long pairsSeen,
    String textEncoder,
    Optional<NewPairs> newPairs,
    Optional<String> channel,
    Optional<String> anchorId) {

  /** Trainer id of checkpoints that people bring in; they are not released by themselves. */
  public static final String IMPORTED = "import";

  public CheckpointOrigin {
    if (!SafeFileNames.isPlain(checkpointId)) {
      throw new IllegalArgumentException(
          "checkpoint id '%s' may only hold letters, digits, '.', '_' and '-'"
              .formatted(checkpointId));
    }
  }

  /** Of a checkpoint that no training made, or that says nothing of it. */
  public CheckpointOrigin(
      String checkpointId,
      String parentId,
      String trainerId,
      long step,
      long pairsSeen,
      String textEncoder) {
    this(
        checkpointId,
        parentId,
        trainerId,
        step,
        pairsSeen,
        textEncoder,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
