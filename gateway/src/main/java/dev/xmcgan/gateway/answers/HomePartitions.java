package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
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
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

  private final KafkaSettings kafka;
  private final Thread thread = new Thread(this::run, "gateway-home-partitions");
  private volatile Set<Integer> home = Set.of();
  private volatile KafkaConsumer<String, byte[]> current;
  private volatile boolean stopped;

  HomePartitions(KafkaSettings kafka) {
    this.kafka = kafka;
    thread.setDaemon(true);
  }

  /** Begins to take part; returns at once. */
  public void start() {
    thread.start();
  }

  /** Their numbers; empty while the group has not agreed, or has more members than partitions. */
  public Set<Integer> numbers() {
    return home;
  }

  private void run() {
    while (!stopped) {
      try (KafkaConsumer<String, byte[]> consumer =
          new KafkaConsumer<>(
              kafka.consumer("gateway-answers"),
              new StringDeserializer(),
              new ByteArrayDeserializer())) {
        current = consumer;
        consumer.subscribe(List.of(kafka.topic(Topic.IMAGE_RESULTS)), new Agreement(consumer));
        while (!stopped) {
          consumer.poll(POLL);
        }
      } catch (WakeupException stopping) {
        LOG.atDebug().log("the group of answers was left");
      } catch (KafkaException | IllegalStateException failure) {
        LOG.atWarn().addKeyValue("reason", failure.toString()).log("the group is joined anew");
        pause();
      } finally {
        current = null;
      }
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

  private void pause() {
    try {
      Thread.sleep(RETRY.toMillis());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped = true;
    KafkaConsumer<String, byte[]> member = current;
    if (member != null) {
      member.wakeup();
    }
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
