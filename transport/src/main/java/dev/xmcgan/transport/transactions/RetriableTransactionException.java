package dev.xmcgan.transport.transactions;

/**
 * The transaction was aborted: none of it is visible to read-committed readers, no offset moved.
 * The same records and offsets may be committed again.
 */
public class RetriableTransactionException extends RuntimeException {

  public RetriableTransactionException(String message, Throwable cause) {
    super(message, cause);
  }
}
