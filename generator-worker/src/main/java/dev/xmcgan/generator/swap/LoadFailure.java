package dev.xmcgan.generator.swap;

/**
 * A checkpoint that this worker could not take, and why.
 *
 * @param isFinal whether the checkpoint itself is at fault, so that trying again gives the same
 */
public record LoadFailure(String checkpointId, String reason, boolean isFinal) {

  /** The checkpoint itself is at fault. */
  public LoadFailure(String checkpointId, String reason) {
    this(checkpointId, reason, true);
  }

  /** The same, caused by something on the way that may pass. */
  public LoadFailure passing() {
    return new LoadFailure(checkpointId, reason, false);
  }
}
