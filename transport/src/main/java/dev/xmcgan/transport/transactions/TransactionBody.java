package dev.xmcgan.transport.transactions;

/** What a transaction does; if it throws, the transaction is aborted. */
@FunctionalInterface
public interface TransactionBody<R, X extends Exception> {

  R run(Transaction transaction) throws X;
}
