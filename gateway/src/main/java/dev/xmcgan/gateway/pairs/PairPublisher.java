package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.metrics.Outcome;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.limits.PairLimits;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks pairs and puts them on Kafka, only so many of them in memory at once. */
@Singleton
final class PairPublisher {
  /** The code of {@link #notTaken}. */
  static final String NOT_TAKEN = "kafka_unavailable";

  private static final Logger LOG = LoggerFactory.getLogger(PairPublisher.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Each is in memory up to five times: the file, its record, and on its way to Kafka. */
  private static final int IN_MEMORY_AT_ONCE = 4;

  private final Semaphore inMemory = new Semaphore(IN_MEMORY_AT_ONCE, true);
  private final Duration patience;
  private final PairChecks checks;
  private final EventPublisher publisher;
  private final RecordIds ids;
  private final GatewayMetrics metrics;

  PairPublisher(
      GatewayConfig config, EventPublisher publisher, RecordIds ids, GatewayMetrics metrics) {
    this.checks = new PairChecks(config);
    this.patience = config.publishTimeout();
    this.publisher = publisher;
    this.ids = ids;
    this.metrics = metrics;
  }

  /** A pair as a caller sent it; null stands for what was not. */
  record Sent(String id, List<String> captions, byte[] image, String source) {}

  /** What a pair must be. */
  PairChecks checks() {
    return checks;
  }

  /**
   * Takes a pair.
   *
   * @param imageBytes of its file
   * @param pair brings it into memory, once there is room
   * @return its id, when Kafka has it; fails with {@link ApiException}
   * @throws ApiException when it is not one to learn from, or there is no room in time
   */
  CompletionStage<String> take(long imageBytes, Supplier<Sent> pair) {
    int places = placesFor(imageBytes);
    awaitMemory(places);
    try {
      UploadedPair checked = check(pair.get());
      return publisher
          .publish(Topic.IMAGE_TEXT_PAIRS, checked.id(), checked.toRecord())
          .whenComplete((acknowledged, failure) -> inMemory.release(places))
          .handle((acknowledged, failure) -> taken(checked, failure));
    } catch (ApiException refused) {
      inMemory.release(places);
      throw refused(refused);
    } catch (RuntimeException failed) {
      inMemory.release(places);
      throw failed;
    }
  }

  /** The same, failing with what {@link #take} throws, too: one of many. */
  CompletableFuture<String> outcome(long imageBytes, Supplier<Sent> pair) {
    try {
      return take(imageBytes, pair).toCompletableFuture();
    } catch (ApiException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** Counts a pair that is not one to learn from, and returns why. */
  ApiException refused(ApiException why) {
    metrics.pairEnded(Outcome.INVALID);
    return why;
  }

  /** The error of what Kafka did not take. */
  static ApiException notTaken() {
    return new ApiException(
        ApiError.unavailable(NOT_TAKEN, "Kafka did not take the pair; try again.", RETRY_AFTER));
  }

  private UploadedPair check(Sent pair) {
    List<String> captions = checks.captions(pair.captions());
    String id = checks.id(pair.id()).orElseGet(ids::next);
    String source = checks.source(pair.source());
    return new UploadedPair(id, captions, checks.image(pair.image()), source);
  }

  /** One that is larger than records is alone: it is decoded and encoded again. */
  private static int placesFor(long imageBytes) {
    return imageBytes > PairLimits.MAX_IMAGE_BYTES ? IN_MEMORY_AT_ONCE : 1;
  }

  private void awaitMemory(int places) {
    try {
      if (inMemory.tryAcquire(places, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    metrics.pairEnded(Outcome.UNAVAILABLE);
    throw new ApiException(
        ApiError.unavailable(
            "too_many_uploads", "Too many pairs are on their way. Try again.", RETRY_AFTER));
  }

  private String taken(UploadedPair pair, Throwable failure) {
    if (failure != null) {
      metrics.pairEnded(Outcome.UNAVAILABLE);
      LOG.atWarn()
          .addKeyValue("pairId", pair.id())
          .addKeyValue("reason", failure.getMessage())
          .log("a pair was not accepted");
      throw notTaken();
    }
    metrics.pairEnded(Outcome.ANSWERED);
    return pair.id();
  }
}
