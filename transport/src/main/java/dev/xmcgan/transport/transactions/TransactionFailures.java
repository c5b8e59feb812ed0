package dev.xmcgan.transport.transactions;

import java.util.Optional;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Classifies what goes wrong in a transactional producer, and names it for callers. */
final class TransactionFailures {

  private TransactionFailures() {}

  /**
   * Whether somebody else has taken over. A refused epoch alone does not say so; the abort that
   * follows it does.
   */
  static boolean isFencing(Throwable failure) {
    return find(failure, ProducerFencedException.class).isPresent()
        || find(failure, FencedInstanceIdException.class).isPresent();
  }

  /** Whether the same records would be refused again. */
  static boolean isRefusal(Throwable failure) {
    return find(failure, RecordTooLargeException.class).isPresent()
        || find(failure, InvalidTopicException.class).isPresent()
        || find(failure, SerializationException.class).isPresent();
  }

  /** Whether Kafka does not let us; somebody may grant it later. */
  static boolean isDenial(Throwable failure) {
    return find(failure, AuthorizationException.class).isPresent()
        || find(failure, AuthenticationException.class).isPresent();
  }

  /** What an aborted transaction's caller is told, who may decide by its type what to do. */
  static RuntimeException ofAborted(String transactionalId, KafkaException failure) {
    if (find(failure, CommitFailedException.class).isPresent()) {
      return new StaleMembershipException(
          "transaction of %s aborted, the consumer group has moved on: %s"
              .formatted(transactionalId, failure.getMessage()),
          failure);
    }
    if (isDenial(failure)) {
      return new DeniedTransactionException(
          "Kafka does not let %s write: %s".formatted(transactionalId, failure.getMessage()),
          failure);
    }
    if (isRefusal(failure)) {
      return new RefusedTransactionException(
          "transaction of %s refused: %s".formatted(transactionalId, failure.getMessage()),
          failure);
    }
    return new RetriableTransactionException(
        "transaction of %s aborted: %s".formatted(transactionalId, failure.getMessage()), failure);
  }

  private static <X extends Throwable> Optional<X> find(Throwable failure, Class<X> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  /** The body's own exception under the type its signature declares. */
  @SuppressWarnings("unchecked")
  static <X extends Exception> X sneaky(Exception failure) {
    return (X) failure;
  }
}
