package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.checkpoints.CheckpointTransferException.Reason;
import java.util.HashSet;
import java.util.Set;

/** Checks a manifest before anything is done on its word. */
final class Manifests {

  private Manifests() {}

  static void check(Checkpoint manifest) throws CheckpointTransferException {
    String id = manifest.getCheckpointId();
    require(SafeFileNames.isPlain(id), id, "its id is no plain name");
    require(!manifest.getFiles().isEmpty(), id, "it has no files");
    Set<String> names = new HashSet<>();
    for (CheckpointFile file : manifest.getFiles()) {
      String name = file.getName();
      require(SafeFileNames.isPlain(name), id, "file name '%s' is not plain".formatted(name));
      require(names.add(name), id, "file %s is listed twice".formatted(name));
      require(
          file.getSha256().matches("[0-9a-f]{64}"), id, "file %s has no SHA-256".formatted(name));
      require(!file.getOffsets().isEmpty(), id, "file %s has no chunks".formatted(name));
      int partitions = file.getPartitions().size();
      require(
          partitions == 0 || partitions == file.getOffsets().size(),
          id,
          "file %s has %d chunks in %d partitions"
              .formatted(name, file.getOffsets().size(), partitions));
      require(
          file.getSizeBytes() >= 0
              && file.getSizeBytes() <= (long) file.getOffsets().size() * Topic.MAX_RECORD_BYTES,
          id,
          "file %s cannot have %d bytes in %d chunks"
              .formatted(name, file.getSizeBytes(), file.getOffsets().size()));
    }
  }

  private static void require(boolean condition, String id, String problem)
      throws CheckpointTransferException {
    if (!condition) {
      throw new CheckpointTransferException(id, Reason.INVALID_MANIFEST, problem);
    }
  }
}
