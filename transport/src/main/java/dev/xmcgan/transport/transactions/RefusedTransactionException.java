package dev.xmcgan.transport.transactions;

/**
 * The transaction was aborted because Kafka does not take one of its records, and never will: too
 * large, a topic of an impossible name. Committing the same again ends the same way.
 */
public class RefusedTransactionException extends RuntimeException {

  public RefusedTransactionException(String message, Throwable cause) {
    super(message, cause);
  }
}
