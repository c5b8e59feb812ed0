package dev.xmcgan.generator.status;

/** How far the worker's process is. */
public sealed interface Phase {
  /** It connects, loads the text encoder, reads the releases. */
  record Starting() implements Phase {}

  /** It takes requests as soon as a release is loaded. */
  record Running() implements Phase {}

  /** It ended as it was told to. */
  record Stopped() implements Phase {}

  /** It ended because it could not go on; a supervisor should start it again. */
  record Failed(String reason) implements Phase {}
}
