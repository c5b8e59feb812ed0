package dev.xmcgan.generator.status;

import dev.xmcgan.generator.swap.ReleaseBoard;
import dev.xmcgan.schemas.Freshness;
import dev.xmcgan.transport.freshness.FreshnessTracker;
import dev.xmcgan.transport.freshness.ServedPairs;
import java.time.Clock;
import java.time.temporal.ChronoUnit;

/**
 * Measures how long pairs take until a release that learned them is drawing, at the first image
 * that this worker publishes under it. Drawing thread only.
 */
public final class FreshnessMeter {
  private static final double P90 = 0.9;

  private final FreshnessTracker firstServed;
  private final WorkerMetrics metrics;
  private final WorkerStatusBoard board;
  private final Clock clock;

  public FreshnessMeter(
      ReleaseBoard releases, WorkerMetrics metrics, WorkerStatusBoard board, Clock clock) {
    this.firstServed = new FreshnessTracker(releases::checkpoint);
    this.metrics = metrics;
    this.board = board;
    this.clock = clock;
  }

  /** An image was published that this checkpoint drew; one that is not the release is let pass. */
  public void published(String checkpointId) {
    if (board.serving().filter(checkpointId::equals).isPresent()) {
      firstServed.drew(checkpointId, clock.instant()).ifPresent(this::tell);
    }
  }

  private void tell(ServedPairs served) {
    served.waits().forEach(metrics::served);
    board.freshness(
        Freshness.newBuilder()
            .setCheckpointId(served.checkpointId())
            .setPairs(served.count())
            .setMedianMillis(served.median().toMillis())
            .setP90Millis(served.quantile(P90).toMillis())
            .setServedAt(served.servedAt().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }
}
