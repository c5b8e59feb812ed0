package dev.xmcgan.trainer.status;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.DeadLetters;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes status, metrics and dead letters beside the transactions of checkpoints. The first two
 * go out on a thread of their own and are dropped when they cannot be sent: newer ones follow, and
 * training never waits for them.
 */
public final class StatusPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusPublisher.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final StatusBoard board;
  private final Duration interval;
  private final Producer<String, byte[]> producer;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread created = new Thread(task, "trainer-reports");
            created.setDaemon(true);
            return created;
          });

  /**
   * @param interval how often the status goes out when nothing changes
   */
  public StatusPublisher(
      KafkaSettings settings,
      AvroSerdes serdes,
      StatusBoard board,
      String trainerId,
      Duration interval) {
    this.settings = settings;
    this.serdes = serdes;
    this.board = board;
    this.interval = interval;
    this.producer = KafkaClients.producer(settings.producer(trainerId + "-reports"));
  }

  /** Starts publishing the status. */
  public void start() {
    board.onChange(() -> submit(this::publishStatus));
    var unused =
        thread.scheduleWithFixedDelay(
            this::publishStatus, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Publishes scalars of training. */
  public void metrics(TrainingMetrics metrics) {
    submit(() -> publish(Topic.TRAINING_METRICS, metrics.getTrainerId(), metrics));
  }

  /**
   * Puts away a record that is no training pair; returns when it is safe.
   *
   * @throws KafkaException when it could not be put away
   */
  public void deadLetter(ConsumerRecord<String, byte[]> record, String reason) {
    byte[] raw = Optional.ofNullable(record.value()).orElse(new byte[0]);
    try {
      producer.send(DeadLetters.of(settings, record, raw, reason)).get();
    } catch (ExecutionException e) {
      throw new KafkaException("a dead letter was not taken", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Publishes the last status and ends. */
  @Override
  public void close() {
    submit(this::publishStatus);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_WITHIN);
  }

  private void submit(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.atDebug().setCause(e).log("a report came after the end");
    }
  }

  private void publishStatus() {
    var status = board.status();
    publish(Topic.WORKER_STATUS, status.getWorkerId(), status);
  }

  private void publish(Topic topic, String key, SpecificRecord value) {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(settings.topic(topic), key, serdes.encode(topic, value)),
              (metadata, failure) -> {
                if (failure != null) {
                  LOG.atWarn()
                      .addKeyValue("topic", settings.topic(topic))
                      .addKeyValue("key", key)
                      .addKeyValue("reason", failure.toString())
                      .log("a report was not published");
                }
              });
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue("topic", settings.topic(topic))
          .addKeyValue("key", key)
          .addKeyValue("reason", e.toString())
          .log("a report was not published");
    }
  }
}
