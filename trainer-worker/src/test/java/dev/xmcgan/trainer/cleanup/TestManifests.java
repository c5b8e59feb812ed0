package dev.xmcgan.trainer.cleanup;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.CheckpointFile;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A log of chunks, as far as offsets go: manifests are appended one behind the other, their chunks
 * to one partition after the other.
 */
final class TestManifests {
  private static final int WEIGHTS = 3;
  private static final int STATE = 10;

  private final int partitions;
  private final int weights;
  private final int state;
  private long end;

  TestManifests(int partitions) {
    this(partitions, WEIGHTS, STATE);
  }

  /**
   * @param weights chunks of each checkpoint's
   * @param state chunks of the state of training, where there is one
   */
  TestManifests(int partitions, int weights, int state) {
    this.partitions = partitions;
    this.weights = weights;
    this.state = state;
  }

  /** How many chunks were ever written. */
  long written() {
    return end;
  }

  /** How many chunks there are from the first of these on. */
  long length(List<Checkpoint> from) {
    return RetentionPlan.firstOffsets(from).entrySet().stream()
        .mapToLong(first -> ends(first.getKey()) - first.getValue())
        .sum();
  }

  /** Offset of the next chunk in a partition. */
  private long ends(int partition) {
    return (end + partitions - 1 - partition) / partitions;
  }

  /** A trainer's checkpoint. */
  Checkpoint trained(String id, String parent, long step) {
    return checkpoint(id, parent, "one", step, true);
  }

  /** A trainer's between two states of training. */
  Checkpoint between(String id, String parent, long step) {
    return checkpoint(id, parent, "one", step, false);
  }

  /** Weights alone. */
  Checkpoint imported(String id) {
    return checkpoint(id, null, "somebody", 0, false);
  }

  /** The same with its chunks at the end. */
  Checkpoint again(Checkpoint checkpoint) {
    List<CheckpointFile> files = new ArrayList<>();
    checkpoint.getFiles().forEach(file -> files.add(file(file.getName(), chunks(file))));
    return Checkpoint.newBuilder(checkpoint).setFiles(files).build();
  }

  static Release release(String channel, String checkpointId) {
    return Release.newBuilder()
        .setChannel(channel)
        .setCheckpointId(checkpointId)
        .setReleasedBy("somebody")
        .setReason("because")
        .setReleasedAt(Instant.EPOCH)
        .build();
  }

  private Checkpoint checkpoint(
      String id, String parent, String trainerId, long step, boolean trainable) {
    List<CheckpointFile> files = new ArrayList<>();
    files.add(file("generator.safetensors", weights));
    if (trainable) {
      files.add(file("trainer.safetensors", state));
    }
    return Checkpoint.newBuilder()
        .setCheckpointId(id)
        .setParentId(parent)
        .setTrainerId(trainerId)
        .setStep(step)
        .setPairsSeen(step)
        .setModelConfig("{}")
        .setTextEncoder("fake@1")
        .setFiles(files)
        .setCreatedAt(Instant.ofEpochSecond(end))
        .build();
  }

  private CheckpointFile file(String name, int chunks) {
    long first = end;
    end += chunks;
    return CheckpointFile.newBuilder()
        .setName(name)
        .setSizeBytes((long) chunks * Topic.MAX_CHUNK_BYTES)
        .setSha256("00")
        .setPartition((int) (first % partitions))
        .setOffsets(LongStream.range(first, end).map(at -> at / partitions).boxed().toList())
        .setPartitions(
            LongStream.range(first, end).mapToObj(at -> (int) (at % partitions)).toList())
        .build();
  }

  private static int chunks(CheckpointFile file) {
    return file.getOffsets().size();
  }
}
