package dev.xmcgan.trainer.learning;

import dev.xmcgan.model.generation.GeneratedImage;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Draws with checkpoints as a generator worker does, beside the training. */
public interface CheckpointSampler {
  /** A loaded checkpoint. */
  interface Painting extends AutoCloseable {
    /**
     * One image per request, in order.
     *
     * @param urgent whether not to wait for a step of training; else the next step waits for this
     */
    List<GeneratedImage> draw(List<ImageRequest> requests, boolean urgent);

    @Override
    void close();
  }

  /**
   * Loads a checkpoint.
   *
   * @param directory its files
   * @return the caller's to close
   * @throws IOException when they do not fit
   */
  Painting open(Checkpoint manifest, Path directory) throws IOException;
}
