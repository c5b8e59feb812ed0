package dev.xmcgan.transport.checkpoints;

import dev.xmcgan.schemas.CheckpointFile;
import java.util.List;
import java.util.stream.IntStream;

/** Where a chunk lies on the topic of chunks. */
public record ChunkPlace(int partition, long offset) {

  /** The places of a file's chunks, in order. */
  public static List<ChunkPlace> of(CheckpointFile file) {
    List<Integer> partitions = file.getPartitions();
    return IntStream.range(0, file.getOffsets().size())
        .mapToObj(
            part ->
                new ChunkPlace(
                    partitions.isEmpty() ? file.getPartition() : partitions.get(part),
                    file.getOffsets().get(part)))
        .toList();
  }
}
