package dev.xmcgan.generator.status;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerRole;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Finds the statuses of generator workers that have said nothing for long. Ids of their own make
 * every new host a new key, and a compacted topic forgets none by itself.
 */
final class GoneWorkers implements AutoCloseable {
  private static final Duration SHORTEST_SILENCE = Duration.ofHours(1);
  private static final int MISSED = 20;

  private final CompactedTopic<WorkerStatus> statuses;
  private final Duration silence;

  /** Begins to read. */
  GoneWorkers(KafkaSettings settings, AvroSerdes serdes, Duration interval) {
    statuses = new CompactedTopic<>(settings, Topic.WORKER_STATUS, WorkerStatus.class, serdes);
    Duration missed = interval.multipliedBy(MISSED);
    silence = missed.compareTo(SHORTEST_SILENCE) > 0 ? missed : SHORTEST_SILENCE;
    statuses.start();
  }

  /** The ids of workers whose status nobody needs any more. */
  List<String> ids(Instant now) {
    return silentSince(statuses.all().values(), now.minus(silence));
  }

  static List<String> silentSince(Collection<WorkerStatus> statuses, Instant then) {
    return statuses.stream()
        .filter(status -> status.getRole() == WorkerRole.GENERATOR)
        .filter(status -> status.getUpdatedAt().isBefore(then))
        .map(WorkerStatus::getWorkerId)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    statuses.close();
  }
}
