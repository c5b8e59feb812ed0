package dev.xmcgan.transport.checkpoints;

/**
 * Where a checkpoint comes from: what its manifest says beyond its files.
 *
 * @param checkpointId letters, digits, {@code . _ -}; becomes a directory name
 * @param parentId the checkpoint that training went on from; null for none
 * @param trainerId who made it
 * @param step generator updates since the first initialisation
 * @param pairsSeen pairs drawn for training, replays counted
 * @param textEncoder id of the text encoder it was trained with
 */
public record CheckpointOrigin(
    String checkpointId,
    String parentId,
    String trainerId,
    long step,
    long pairsSeen,
    String textEncoder) {

  /** Trainer id of checkpoints that people bring in; they are not released by themselves. */
  public static final String IMPORTED = "import";

  public CheckpointOrigin {
    if (!PlainNames.isPlain(checkpointId)) {
      throw new IllegalArgumentException(
          "checkpoint id '%s' may only hold letters, digits, '.', '_' and '-'"
              .formatted(checkpointId));
    }
  }
}
