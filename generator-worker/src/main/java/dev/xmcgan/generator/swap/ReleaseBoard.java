package dev.xmcgan.generator.swap;

import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import java.util.Optional;

/** What is released and which checkpoints exist, as of now. */
public interface ReleaseBoard {
  /** The newest release of a channel. */
  Optional<Release> release(String channel);

  /** The manifest of a checkpoint. */
  Optional<Checkpoint> checkpoint(String checkpointId);
}
