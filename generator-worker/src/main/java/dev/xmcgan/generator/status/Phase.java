package dev.xmcgan.generator.status;

/** How far the worker's process is. Each phase's methods are the legal transitions out of it. */
public sealed interface Phase {
  /** The process works, or is about to. */
  sealed interface Alive extends Phase {
    /** It ended as it was told to. */
    default Stopped stopped() {
      return new Stopped();
    }

    /** It cannot go on. */
    default Failed failed(String reason) {
      return new Failed(reason);
    }
  }

  /**
   * It connects, loads the text encoder, reads the releases.
   *
   * @param waitsFor what keeps it from going on, for a person; empty while nothing does
   */
  record Starting(String waitsFor) implements Alive {
    /** It waits for somebody, or something, else. */
    public Starting waiting(String waitsFor) {
      return new Starting(waitsFor);
    }

    /** All is there but, maybe, a release. */
    public Running running() {
      return new Running();
    }
  }

  /** It takes requests as soon as a release is loaded. */
  record Running() implements Alive {}

  /** It ended as it was told to. */
  record Stopped() implements Phase {}

  /** It ended because it could not go on; a supervisor should start it again. */
  record Failed(String reason) implements Phase {}
}
