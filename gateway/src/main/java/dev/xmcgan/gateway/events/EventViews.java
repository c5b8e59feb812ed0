package dev.xmcgan.gateway.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.models.ModelConfigFields;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.TrainingAlert;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.WorkerStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON of the events. What is not known is left out. */
final class EventViews {
  private EventViews() {}

  /** Which checkpoint a channel serves; the checkpoint's own fields once its manifest is read. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ReleaseView(
      String channel,
      String checkpoint,
      String releasedBy,
      String reason,
      Instant releasedAt,
      Long step,
      Long pairsSeen,
      Integer imageSize) {

    static ReleaseView of(Release release, Optional<Checkpoint> checkpoint) {
      return new ReleaseView(
          release.getChannel(),
          release.getCheckpointId(),
          release.getReleasedBy(),
          release.getReason(),
          release.getReleasedAt(),
          checkpoint.map(Checkpoint::getStep).orElse(null),
          checkpoint.map(Checkpoint::getPairsSeen).orElse(null),
          checkpoint
              .map(Checkpoint::getModelConfig)
              .flatMap(ModelConfigFields::imageSize)
              .orElse(null));
    }
  }

  /** What a worker is doing. */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record WorkerView(
      String id,
      String role,
      String channel,
      String state,
      String checkpoint,
      String device,
      long imagesDrawn,
      long failures,
      long swaps,
      String detail,
      String refusedCheckpoint,
      Instant startedAt,
      Instant updatedAt,
      FreshnessView freshness) {

    static WorkerView of(WorkerStatus status) {
      return new WorkerView(
          status.getWorkerId(),
          status.getRole().name(),
          status.getChannel(),
          status.getState().name(),
          status.getCheckpointId(),
          status.getDevice(),
          status.getImagesDrawn(),
          status.getFailures(),
          status.getSwaps(),
          status.getDetail(),
          status.getRefusedCheckpointId(),
          status.getStartedAt(),
          status.getUpdatedAt(),
          Optional.ofNullable(status.getFreshness()).map(FreshnessView::of).orElse(null));
    }
  }

  /** How long the newest pairs took from their arrival to an image of a release with them. */
  @JsonNaming(SnakeCaseStrategy.class)
  record FreshnessView(
      String checkpoint, long pairs, double medianSeconds, double p90Seconds, Instant servedAt) {
    private static final double MILLIS = 1e3;

    static FreshnessView of(Freshness freshness) {
      return new FreshnessView(
          freshness.getCheckpointId(),
          freshness.getPairs(),
          freshness.getMedianMillis() / MILLIS,
          freshness.getP90Millis() / MILLIS,
          freshness.getServedAt());
    }
  }

  /** Scalars of training. */
  @JsonNaming(SnakeCaseStrategy.class)
  record MetricsView(
      String trainer,
      long step,
      long pairsSeen,
      long windowPairs,
      double stepsPerSecond,
      double pairsPerSecond,
      double windowAgeSeconds,
      Map<String, Double> scalars,
      List<TrainingAlert> alerts,
      Instant measuredAt) {

    static MetricsView of(TrainingMetrics metrics) {
      return new MetricsView(
          metrics.getTrainerId(),
          metrics.getStep(),
          metrics.getPairsSeen(),
          metrics.getWindowPairs(),
          metrics.getStepsPerSecond(),
          metrics.getPairsPerSecond(),
          metrics.getWindowAgeSeconds(),
          metrics.getScalars(),
          metrics.getAlerts(),
          metrics.getMeasuredAt());
    }
  }
}
