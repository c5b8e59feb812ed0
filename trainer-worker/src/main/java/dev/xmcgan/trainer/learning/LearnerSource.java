package dev.xmcgan.trainer.learning;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.text.ReadCaption;
import dev.xmcgan.schemas.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;

/** Makes learners, one at a time, and draws with checkpoints beside them. */
public interface LearnerSource extends CheckpointSampler, AutoCloseable {
  /** A learner of fresh networks. */
  Learner create() throws IOException;

  /**
   * A learner that goes on from a checkpoint.
   *
   * @param directory the checkpoint's files
   * @param rate factor on the usual learning rates
   * @throws dev.xmcgan.model.checkpoint.CheckpointException when they do not fit
   */
  Learner resume(Checkpoint manifest, Path directory, double rate) throws IOException;

  /** How much of a caption a model of that shape reads. */
  ReadCaption read(String caption, ModelConfig model);

  /** Id of the text encoder that learners are given. */
  String textEncoder() throws IOException;

  /** Where learners work, e.g. cpu. */
  String device();

  @Override
  void close();
}
