package dev.xmcgan.gateway.releases;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseConflictException;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.transactions.RetriableTransactionException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and changes what is released. */
@Singleton
public final class ReleaseService {
  private static final Logger LOG = LoggerFactory.getLogger(ReleaseService.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

  private final CompactedTopic<Checkpoint> checkpoints;
  private final ReleaseStore store;
  private final ReleasePublisher publisher;
  private final Clock clock;
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  ReleaseService(
      CompactedTopic<Checkpoint> checkpoints,
      ReleaseStore store,
      ReleasePublisher publisher,
      Clock clock) {
    this.checkpoints = checkpoints;
    this.store = store;
    this.publisher = publisher;
    this.clock = clock;
    checkpoints.onChange((id, checkpoint) -> completeWaiters(id));
  }

  /**
   * What is known now.
   *
   * @throws ApiException 503 until the topics are read
   */
  ReleaseSnapshot book() {
    requireCaughtUp();
    return store.snapshot();
  }

  private void requireCaughtUp() {
    if (!store.isCaughtUp()) {
      throw new ApiException(
          ApiError.unavailable(
              "not_ready", "The gateway has not read the releases from Kafka yet.", RETRY_AFTER));
    }
  }

  /** Done when that checkpoint is among those known. */
  CompletableFuture<Void> seen(String checkpointId) {
    CompletableFuture<Void> seen =
        awaited.computeIfAbsent(checkpointId, id -> new CompletableFuture<>());
    // nobody waits any more, also where a caller gave it up: the map does not grow with them
    var unused = seen.whenComplete((done, failure) -> awaited.remove(checkpointId, seen));
    if (checkpoints.get(checkpointId).isPresent()) {
      completeWaiters(checkpointId);
    }
    return seen;
  }

  private void completeWaiters(String checkpointId) {
    Optional.ofNullable(awaited.remove(checkpointId)).ifPresent(seen -> seen.complete(null));
  }

  /**
   * Publishes a change; returns when it shows here.
   *
   * @param who makes it
   * @throws ApiException 404 or 409 when the rules refuse it, 409 also when somebody else changed
   *     the release at the same time, 503 when Kafka is in the way
   */
  ReleaseView change(String channel, String who, Function<ReleaseRules, ReleaseChange> change) {
    requireCaughtUp();
    try {
      ReleaseChange done =
          publisher.change(
              channel, snapshot -> change.apply(new ReleaseRules(snapshot, who, clock)));
      return ReleaseView.of(done.release().orElseThrow());
    } catch (ReleaseRefusedException refused) {
      throw new ApiException(error(refused));
    } catch (ReleaseConflictException conflict) {
      throw new ApiException(ApiError.of(409, "release_conflict", conflict.getMessage()));
    } catch (SerializationException fault) {
      throw fault;
    } catch (RetriableTransactionException | KafkaException failure) {
      LOG.atWarn()
          .addKeyValue("channel", channel)
          .addKeyValue("reason", failure.getMessage())
          .log("a release was not published");
      throw notPublished();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw notPublished();
    }
  }

  private static ApiException notPublished() {
    return new ApiException(
        ApiError.unavailable(
            "kafka_unavailable", "Kafka did not take the release; try again.", RETRY_AFTER));
  }

  private static ApiError error(ReleaseRefusedException refused) {
    return switch (refused.reason()) {
      case UNKNOWN_CHANNEL -> ApiError.of(404, "release_not_found", refused.getMessage());
      case UNKNOWN_CHECKPOINT -> ApiError.of(404, "checkpoint_not_found", refused.getMessage());
      case UNFIT_CHECKPOINT -> ApiError.of(409, "checkpoint_unfit", refused.getMessage());
      case NOTHING_TO_GO_BACK_TO -> ApiError.of(409, "nothing_to_go_back_to", refused.getMessage());
    };
  }
}
