package dev.xmcgan.transport.topics;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Waits for the result of an admin client's call, and throws its failure with the name of the call.
 */
final class AdminCalls {

  private AdminCalls() {}

  /**
   * @param what for the message, such as {@code list topics}
   * @throws TopicExistsException when that is what went wrong
   * @throws KafkaException for anything else
   */
  static <T> T get(KafkaFuture<T> future, String what) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw new KafkaException(
          "cannot %s: %s".formatted(what, e.getCause().getMessage()), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
