package dev.xmcgan.transport.checkpoints;

import java.io.IOException;

/**
 * Files that make no checkpoint; the message names the file and, where there is one, the tensor.
 */
public final class UnusableCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String file;

  UnusableCheckpointException(String file, String problem) {
    this(file, problem, null);
  }

  UnusableCheckpointException(String file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
    this.file = file;
  }

  /** Name of the file that is at fault. */
  public String file() {
    return file;
  }
}
