package dev.xmcgan.model.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint that cannot be used; the message names the file and, where there is one, the tensor.
 */
public final class CheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A fault of a file. */
  public CheckpointException(Path file, String problem) {
    super(file + ": " + problem);
  }

  /** A fault of a file that shows in an exception. */
  public CheckpointException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }

  /** A fault of one tensor in a file. */
  public static CheckpointException ofTensor(Path file, String tensor, String problem) {
    return new CheckpointException(file, "tensor " + tensor + " " + problem);
  }
}
