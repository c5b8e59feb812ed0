package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.ConsumerLoop;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions of the answers are at home at this instance. All instances are one group that
 * shares them; the group reads nothing, it only agrees. An instance gives its requests ids whose
 * answers come home, so that of several instances each reads its own answers and not all.
 *
 * <p>Nothing depends on the group for being right: while it has not agreed, or one of its members
 * is gone, {@link AnswerReader} reads whatever somebody waits for.
 */
@Singleton
public final class HomePartitions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HomePartitions.class);
  private static final Duration POLL = Duration.ofMillis(250);

  private final KafkaSettings kafka;
  private final ConsumerLoop loop;
  private volatile Set<Integer> home = Set.of();

  HomePartitions(KafkaSettings kafka) {
    this.kafka = kafka;
    this.loop =
        ConsumerLoop.inGroup(
            "gateway-home-partitions", () -> kafka.consumer("gateway-answers"), this::agree);
  }

  /** Begins to take part; returns at once. */
  public void start() {
    loop.start();
  }

  /** Whether the thread that reads is neither dead nor stuck. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  /** Their numbers; empty while the group has not agreed, or has more members than partitions. */
  public Set<Integer> numbers() {
    return home;
  }

  private void agree(KafkaConsumer<String, byte[]> consumer) {
    consumer.subscribe(List.of(kafka.topic(Topic.IMAGE_RESULTS)), new Agreement(consumer));
    while (loop.goesOn()) {
      consumer.poll(POLL);
    }
  }

  private final class Agreement implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;

    private Agreement(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      take(consumer.assignment());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      take(
          consumer.assignment().stream()
              .filter(each -> !partitions.contains(each))
              .collect(Collectors.toSet()));
    }

    private void take(Set<TopicPartition> partitions) {
      home =
          partitions.stream()
              .map(TopicPartition::partition)
              .collect(Collectors.toUnmodifiableSet());
      LOG.atInfo().addKeyValue("partitions", home).log("answers of these come home");
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
