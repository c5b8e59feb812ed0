package dev.xmcgan.transport.releases;

/**
 * Somebody else changed releases between the snapshot that a change was decided from and the
 * writing of it. Nothing was published; look again and decide anew.
 */
public final class ReleaseConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ReleaseConflictException(String message) {
    super(message);
  }

  ReleaseConflictException(String message, Throwable cause) {
    super(message, cause);
  }
}
