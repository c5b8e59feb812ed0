package dev.xmcgan.generator.status;

import dev.xmcgan.generator.swap.LoadFailure;
import dev.xmcgan.generator.swap.SwapState;
import dev.xmcgan.schemas.ServedChannel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a worker serves one release channel: the state of its swap, and what the metrics are told of
 * each change. Changed by one thread at a time, read by any.
 */
final class ChannelSwaps {
  private final String channel;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private volatile Optional<SwapState> swap = Optional.empty();
  private volatile Optional<Instant> preparingSince = Optional.empty();

  ChannelSwaps(String channel, WorkerMetrics metrics, Clock clock) {
    this.channel = channel;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The swap went on to another state; counts swaps and refusals. */
  void change(SwapState next) {
    Optional<SwapState> before = swap;
    swap = Optional.of(next);
    if (next instanceof SwapState.Preparing) {
      preparingSince = Optional.of(clock.instant());
    }
    if (isNew(next.serving(), before.flatMap(SwapState::serving))) {
      metrics.swapped(Duration.between(preparingSince.orElse(clock.instant()), clock.instant()));
      metrics.serving().swappedIn(channel, next.serving().orElseThrow());
    }
    if (isNew(next.refusal(), before.flatMap(SwapState::refusal))) {
      metrics.refused(next.refusal().orElseThrow().isFinal());
    }
  }

  private static <T> boolean isNew(Optional<T> now, Optional<T> before) {
    return now.isPresent() && !now.equals(before);
  }

  /** The checkpoint that draws. */
  Optional<String> serving() {
    return swap.flatMap(SwapState::serving);
  }

  /** The newest release that could not be taken, if it is not the one serving. */
  Optional<LoadFailure> refusal() {
    return swap.flatMap(SwapState::refusal);
  }

  /** For a person to read; empty when there is nothing to say. */
  String detail() {
    return swap.map(SwapState::detail).orElse("");
  }

  /** All of it, as of now. */
  ServedChannel status() {
    CheckpointTally.Count count = metrics.serving().count(channel);
    return ServedChannel.newBuilder()
        .setChannel(channel)
        .setCheckpointId(serving().orElse(null))
        .setRefusedCheckpointId(refusal().map(LoadFailure::checkpointId).orElse(null))
        .setRefusalIsFinal(refusal().map(LoadFailure::isFinal).orElse(false))
        .setDetail(detail())
        .setCheckpointImages(count.images())
        .setCheckpointFailures(count.failures())
        .build();
  }
}
