package dev.xmcgan.gateway.releases;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleaseChange;
import dev.xmcgan.transport.releases.ReleaseRefusedException;
import dev.xmcgan.transport.releases.ReleaseRules;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Reads and changes what is released. */
@Singleton
public final class ReleaseService {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

  private final CompactedTopic<Checkpoint> checkpoints;
  private final CompactedTopic<Release> releases;
  private final CompactedTopic<Evaluation> evaluations;
  private final EventPublisher publisher;
  private final Clock clock;
  private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  ReleaseService(
      CompactedTopic<Checkpoint> checkpoints,
      CompactedTopic<Release> releases,
      CompactedTopic<Evaluation> evaluations,
      EventPublisher publisher,
      Clock clock) {
    this.checkpoints = checkpoints;
    this.releases = releases;
    this.evaluations = evaluations;
    this.publisher = publisher;
    this.clock = clock;
    checkpoints.onChange((id, checkpoint) -> tellWhoWaitsFor(id));
  }

  /**
   * What is known now.
   *
   * @throws ApiException 503 until the topics are read
   */
  ReleaseSnapshot book() {
    if (!checkpoints.isCaughtUp() || !releases.isCaughtUp() || !evaluations.isCaughtUp()) {
      throw new ApiException(
          ApiError.unavailable(
              "not_ready", "The gateway has not read the releases from Kafka yet.", RETRY_AFTER));
    }
    return new ReleaseSnapshot(checkpoints.all(), releases.all(), evaluations.all());
  }

  /** Done when that checkpoint is among those known. */
  CompletableFuture<Void> seen(String checkpointId) {
    CompletableFuture<Void> seen =
        awaited.computeIfAbsent(checkpointId, id -> new CompletableFuture<>());
    // nobody waits any more, also where a caller gave it up: the map does not grow with them
    var unused = seen.whenComplete((done, failure) -> awaited.remove(checkpointId, seen));
    if (checkpoints.get(checkpointId).isPresent()) {
      tellWhoWaitsFor(checkpointId);
    }
    return seen;
  }

  private void tellWhoWaitsFor(String checkpointId) {
    Optional.ofNullable(awaited.remove(checkpointId)).ifPresent(seen -> seen.complete(null));
  }

  /**
   * Publishes a change; done when Kafka has it.
   *
   * @param who makes it
   * @throws ApiException 404 or 409 when the rules refuse it
   */
  CompletionStage<ReleaseView> change(String who, Function<ReleaseRules, ReleaseChange> change) {
    try {
      ReleaseChange decided = change.apply(new ReleaseRules(book(), who, clock));
      Release release = decided.release().orElseThrow();
      // the evaluation first: a checkpoint that is barred and still released is taken back
      return decided
          .evaluation()
          .map(value -> publisher.publish(Topic.EVALUATIONS, value.getCheckpointId(), value))
          .orElseGet(() -> CompletableFuture.completedFuture(null))
          .thenCompose(done -> publisher.publish(Topic.RELEASES, release.getChannel(), release))
          .handle((done, failure) -> published(release, failure));
    } catch (ReleaseRefusedException refused) {
      throw new ApiException(error(refused));
    }
  }

  private static ReleaseView published(Release release, Throwable failure) {
    if (failure != null) {
      throw new ApiException(
          ApiError.unavailable(
              "kafka_unavailable", "Kafka did not take the release; try again.", RETRY_AFTER));
    }
    return ReleaseView.of(release);
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
