package dev.xmcgan.transport.transactions;

/**
 * Aborted because Kafka does not let this producer write, whatever the records are: nothing was
 * committed. Somebody has to grant it; the same may be committed again then.
 */
public class DeniedTransactionException extends RetriableTransactionException {

  public DeniedTransactionException(String message, Throwable cause) {
    super(message, cause);
  }
}
