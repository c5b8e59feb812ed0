package dev.xmcgan.transport.transactions;

/**
 * Aborted because the consumer group has moved on since the group metadata was taken: poll again,
 * drop what belongs to partitions that are no longer assigned, and commit the rest with fresh group
 * metadata.
 */
public class StaleMembershipException extends RetriableTransactionException {

  public StaleMembershipException(String message, Throwable cause) {
    super(message, cause);
  }
}
