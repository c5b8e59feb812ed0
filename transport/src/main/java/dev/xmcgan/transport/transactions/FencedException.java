package dev.xmcgan.transport.transactions;

/**
 * Another producer has taken over this transactional id, or the broker no longer lets it write:
 * nothing was committed, and this instance can commit nothing ever again. Close it; the newer
 * instance does the work.
 */
public class FencedException extends RuntimeException {

  public FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
