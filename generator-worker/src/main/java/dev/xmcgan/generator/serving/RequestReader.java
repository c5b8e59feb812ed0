package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.requests.RecordSource;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads requests as a member of the group and brings them into the queue. Serving thread only, but
 * for {@link #trouble}.
 */
final class RequestReader implements AutoCloseable {
  private final RequestConsumer consumer;
  private final RequestIntake intake;

  RequestReader(RequestConsumer consumer, RequestIntake intake) {
    this.consumer = consumer;
    this.intake = intake;
  }

  void join(Consumer<Set<TopicPartition>> lost) {
    consumer.join(lost);
  }

  /** Polls, and takes what came or was decoded meanwhile. */
  void read(Duration timeout) {
    intake.take(consumer.poll(timeout));
  }

  void pause(boolean pause) {
    consumer.pause(pause);
  }

  /** Whether what was passed over can be read again. */
  boolean hasRoom() {
    return intake.hasRoom();
  }

  /** Goes back to what the group committed. */
  void rewind() {
    consumer.rewind();
  }

  ConsumerGroupMetadata group() {
    return consumer.group();
  }

  void forget(Set<TopicPartition> partitions) {
    intake.forget(record -> partitions.contains(RecordSource.of(record).partition()));
  }

  void forgetAll() {
    intake.forget(record -> true);
  }

  /** What waits on the topic. */
  RequestConsumer.Unread unread() {
    return consumer.unread();
  }

  Optional<String> trouble() {
    return intake.trouble();
  }

  @Override
  public void close() {
    intake.close();
    consumer.close();
  }
}
