package dev.xmcgan.lab.bench.swap;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.starter.TextEncoderId;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.checkpoints.CheckpointOrigin;
import dev.xmcgan.transport.checkpoints.CheckpointPublisher;
import dev.xmcgan.transport.checkpoints.Consumed;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.transactions.TransactionalProducer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Puts checkpoints on Kafka, releases them, and hears when a worker draws with one. */
final class WorkerReleases implements AutoCloseable {
  private static final String CHANNEL = "stable";
  private static final String WHO = "bench";
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final String textEncoder;
  private final TransactionalProducer transactions;
  private final CheckpointPublisher publisher;
  private final CompactedTopic<WorkerStatus> workers;
  private final Clock clock;

  WorkerReleases(KafkaSettings kafka, Clock clock) throws IOException {
    this.kafka = kafka;
    this.clock = clock;
    this.serdes = new AvroSerdes(kafka);
    this.textEncoder = TextEncoderId.of(Home.locate().textEncoder());
    this.transactions =
        new TransactionalProducer(kafka, WHO, CheckpointPublisher.TRANSACTION_TIMEOUT);
    this.publisher = new CheckpointPublisher(kafka, serdes, transactions, clock);
    this.workers = new CompactedTopic<>(kafka, Topic.WORKER_STATUS, WorkerStatus.class, serdes);
    workers.start();
  }

  /** Publishes a checkpoint without releasing it. */
  Checkpoint publish(Path weights, String id) throws IOException {
    return publisher.publish(weights, origin(id), List.of(), Consumed.nothing());
  }

  /** Publishes and releases a checkpoint in one transaction. */
  Checkpoint publishReleased(Path weights, String id) throws IOException {
    return publisher.publish(weights, origin(id), List.of(record(id)), Consumed.nothing());
  }

  /** Releases a checkpoint that is published. */
  void release(String id) {
    transactions.inTransaction(
        transaction -> {
          transaction.send(
              new ProducerRecord<>(
                  kafka.topic(Topic.RELEASES), CHANNEL, serdes.encode(Topic.RELEASES, record(id))));
          return null;
        });
  }

  /**
   * Returns when a worker said that this checkpoint draws.
   *
   * @throws CommandException when it was refused, or nobody took it for long
   */
  void awaitServing(String id) throws InterruptedException {
    Instant patience = clock.instant().plus(PATIENCE);
    while (clock.instant().isBefore(patience)) {
      for (WorkerStatus status : workers.all().values()) {
        if (status.getState() == WorkerState.SERVING && id.equals(status.getCheckpointId())) {
          return;
        }
        if (id.equals(status.getRefusedCheckpointId())) {
          throw CommandException.failed(
              "%s refused %s: %s".formatted(status.getWorkerId(), id, status.getDetail()));
        }
      }
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    throw CommandException.failed("no worker took %s within %s".formatted(id, PATIENCE));
  }

  @Override
  public void close() {
    workers.close();
    transactions.close();
  }

  private CheckpointOrigin origin(String id) {
    return new CheckpointOrigin(id, null, WHO, 0, 0, textEncoder);
  }

  private Release record(String id) {
    return Release.newBuilder()
        .setChannel(CHANNEL)
        .setCheckpointId(id)
        .setReleasedBy(WHO)
        .setReason("to be timed")
        .setReleasedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }
}
