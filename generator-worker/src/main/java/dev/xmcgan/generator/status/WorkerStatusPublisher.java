package dev.xmcgan.generator.status;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the status every few seconds and at each change, on a thread of its own, and removes
 * those of workers that are gone. A status that cannot be sent is logged and dropped: a newer one
 * follows.
 */
public final class WorkerStatusPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerStatusPublisher.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final WorkerStatusBoard board;
  private final KafkaSettings settings;
  private final AvroSerdes serdes;
  private final Duration interval;
  private final Clock clock;
  private final GoneWorkers gone;
  private final Producer<String, byte[]> producer;
  private final Semaphore changes = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "worker-status");
  private volatile boolean closed;

  public WorkerStatusPublisher(
      WorkerStatusBoard board,
      KafkaSettings settings,
      AvroSerdes serdes,
      String workerId,
      Duration interval,
      Clock clock) {
    this.board = board;
    this.settings = settings;
    this.serdes = serdes;
    this.interval = interval;
    this.clock = clock;
    this.gone = new GoneWorkers(settings, serdes, interval);
    this.producer =
        new KafkaProducer<>(
            settings.producer(workerId + "-status"),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  /** Starts publishing. */
  public void start() {
    board.onChange(changes::release);
    thread.setDaemon(true);
    thread.start();
  }

  /** Publishes the last status and ends. */
  @Override
  public void close() {
    closed = true;
    changes.release();
    try {
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    gone.close();
    producer.close(CLOSE_WITHIN);
  }

  private void run() {
    try {
      while (!closed) {
        publish();
        forgetWorkersGone();
        if (changes.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
          changes.drainPermits();
        }
      }
      publish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forgetWorkersGone() {
    for (String id : gone.ids(clock.instant())) {
      LOG.atInfo().addKeyValue("workerId", id).log("forgetting a worker that is gone");
      try {
        send(id, null);
      } catch (RuntimeException e) {
        LOG.atWarn().setCause(e).log("a worker that is gone was not forgotten");
      }
    }
  }

  private void publish() {
    WorkerStatus status = board.status();
    try {
      send(status.getWorkerId(), serdes.encode(Topic.WORKER_STATUS, status));
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).log("a worker status was not published");
    }
  }

  /**
   * @param value null removes the status
   */
  private void send(String id, byte[] value) {
    var unused =
        producer.send(
            new ProducerRecord<>(settings.topic(Topic.WORKER_STATUS), id, value),
            (metadata, failure) -> {
              if (failure != null) {
                LOG.atWarn().setCause(failure).log("a worker status was not published");
              }
            });
  }
}
