package dev.xmcgan.generator.testing;

import dev.xmcgan.generator.swap.ReleaseBoard;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Releases and checkpoints as a test sets them. */
public final class FakeBoard implements ReleaseBoard {
  private final Map<String, Release> releases = new ConcurrentHashMap<>();
  private final Map<String, Checkpoint> checkpoints = new ConcurrentHashMap<>();
  private int released;

  /** Publishes a checkpoint and releases it. */
  public void release(String channel, String checkpointId) {
    publish(checkpointId);
    releaseOnly(channel, checkpointId);
  }

  /** Releases a checkpoint without publishing it. */
  public void releaseOnly(String channel, String checkpointId) {
    releases.put(
        channel,
        Release.newBuilder()
            .setChannel(channel)
            .setCheckpointId(checkpointId)
            .setReleasedBy("test")
            .setReason("test")
            .setReleasedAt(Instant.ofEpochSecond(++released))
            .build());
  }

  /** Publishes a checkpoint without releasing it. */
  public void publish(String checkpointId) {
    publish(manifest(checkpointId));
  }

  /** Publishes a checkpoint with this manifest. */
  public void publish(Checkpoint manifest) {
    checkpoints.put(manifest.getCheckpointId(), manifest);
  }

  public static Checkpoint manifest(String checkpointId) {
    return Checkpoint.newBuilder()
        .setCheckpointId(checkpointId)
        .setTrainerId("test")
        .setStep(1)
        .setPairsSeen(1)
        .setModelConfig("{}")
        .setTextEncoder("encoder@0")
        .setFiles(List.of())
        .setCreatedAt(Instant.ofEpochSecond(1))
        .build();
  }

  @Override
  public Optional<Release> release(String channel) {
    return Optional.ofNullable(releases.get(channel));
  }

  @Override
  public Optional<Checkpoint> checkpoint(String checkpointId) {
    return Optional.ofNullable(checkpoints.get(checkpointId));
  }
}
