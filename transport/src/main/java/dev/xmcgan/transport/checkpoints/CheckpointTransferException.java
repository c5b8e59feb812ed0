package dev.xmcgan.transport.checkpoints;

import java.io.IOException;

/** A checkpoint could not be brought from Kafka to disk. */
public final class CheckpointTransferException extends IOException {

  /** What is wrong with it. */
  public enum Reason {
    /** The manifest contradicts itself or names files outside its directory. */
    INVALID_MANIFEST,
    /** A chunk is not where the manifest says; retention may have removed it. */
    MISSING_CHUNK,
    /** A file is shorter or longer than the manifest says. */
    WRONG_SIZE,
    /** A file's bytes are not those the manifest vouches for. */
    WRONG_HASH,
    /** The disk has not enough room, or cannot be written. */
    DISK,
    /** Kafka did not answer in time; worth another try. */
    UNREACHABLE
  }

  private final String checkpointId;
  private final Reason reason;

  CheckpointTransferException(String checkpointId, Reason reason, String detail) {
    this(checkpointId, reason, detail, null);
  }

  CheckpointTransferException(String checkpointId, Reason reason, String detail, Throwable cause) {
    super("checkpoint %s: %s".formatted(checkpointId, detail), cause);
    this.checkpointId = checkpointId;
    this.reason = reason;
  }

  public String checkpointId() {
    return checkpointId;
  }

  public Reason reason() {
    return reason;
  }

  /** Whether the same fetch may succeed later. */
  public boolean isRetriable() {
    return reason == Reason.UNREACHABLE || reason == Reason.DISK;
  }
}
