package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.answers.Waiting;
import dev.xmcgan.gateway.answers.WaitingRequests;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.models.ModelCatalog;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.publishing.NotPublishedException;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.publishing.RequestLog;
import dev.xmcgan.gateway.queue.Admission;
import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.RequestCancellation;
import dev.xmcgan.schemas.Topic;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A checked request's way: let in, put on Kafka, acknowledged, waited for, and perhaps cancelled.
 * When Kafka does not acknowledge, the caller is told whether it cannot have the request or may
 * have it all the same.
 */
@Singleton
public final class RequestService {
  private static final Logger LOG = LoggerFactory.getLogger(RequestService.class);

  /** Of several, one comes home sooner or later; any other is read all the same. */
  private static final int MOST_IDS = 100;

  /** For a partition that is not read here yet. */
  private static final Duration POSITIONED_WITHIN = Duration.ofSeconds(5);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final ModelCatalog models;
  private final AnswerReader answers;
  private final RequestTopicReader reader;
  private final WaitingRequests waiting;
  private final OpenRequests open;
  private final Admission admission;
  private final IdempotencyKeys keys;
  private final EventPublisher publisher;
  private final RequestSearch search;
  private final RecordIds ids;
  private final Clock clock;

  RequestService(
      ModelCatalog models,
      AnswerReader answers,
      RequestTopicReader reader,
      WaitingRequests waiting,
      OpenRequests open,
      Admission admission,
      IdempotencyKeys keys,
      EventPublisher publisher,
      RequestSearch search,
      RecordIds ids,
      Clock clock) {
    this.models = models;
    this.answers = answers;
    this.reader = reader;
    this.waiting = waiting;
    this.open = open;
    this.admission = admission;
    this.keys = keys;
    this.publisher = publisher;
    this.search = search;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Sends a request. Blocks while it is encoded and handed to the producer, not while it waits.
   *
   * @param listener hears of each image as it comes
   * @throws ApiException when it is not let in
   */
  public Submitted submit(
      GenerationRequest request, SubmitOptions options, Consumer<ImageResult> listener) {
    Optional<IdempotencyKey> once = options.once();
    if (!answers.isPositioned() || once.isPresent() && !reader.isCaughtUp()) {
      throw new ApiException(
          ApiError.unavailable(
              "not_ready", "The gateway is not connected to Kafka yet.", RETRY_AFTER));
    }
    models.requireDrawable(request.model(), request.size(), request.enlarged());
    String id = idThatComesHome();
    RequestLog.isAbout(id);
    Optional<String> earlier = once.flatMap(key -> keys.take(key, id));
    if (earlier.isPresent()) {
      RequestLog.isAbout(earlier.get());
      return join(earlier.get(), request, options.patience(), listener);
    }
    try {
      admission.admit(candidate(id, request), options.limits());
      return send(id, request, options, listener);
    } catch (RuntimeException refused) {
      once.ifPresent(key -> keys.giveBack(key, id));
      throw refused;
    }
  }

  /** Its answer is then read here and by no other instance. */
  private String idThatComesHome() {
    String id = ids.next();
    for (int more = 0; more < MOST_IDS && !answers.comesHome(id); more++) {
      id = ids.next();
    }
    return id;
  }

  private static Admission.Candidate candidate(String id, GenerationRequest request) {
    Instant deadline = request.deadline(RecordIds.madeAt(id).orElseThrow());
    return new Admission.Candidate(
        id, request.tenant(), request.count(), request.timeout(), deadline);
  }

  private Submitted send(
      String id, GenerationRequest request, SubmitOptions options, Consumer<ImageResult> listener) {
    // registered first: the answer may come before the acknowledgement does
    Waiting wait = waiting.await(id, request.count(), options.patience(), listener);
    try {
      requirePositioned(id);
      CompletionStage<Void> acknowledged =
          publisher
              .publish(Topic.CAPTION_REQUESTS, id, request.toRecord(id), options.allHeaders())
              .exceptionally(
                  failure -> {
                    waiting.forget(wait);
                    throw notAcknowledged(id, failure, options.once());
                  });
      return new Submitted(id, false, acknowledged, wait);
    } catch (RuntimeException unsent) {
      waiting.forget(wait);
      open.failed(id);
      throw unsent;
    }
  }

  private ApiException notAcknowledged(
      String id, Throwable failure, Optional<IdempotencyKey> once) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    boolean isPerhapsTaken =
        cause instanceof NotPublishedException notPublished && notPublished.isPerhapsTaken();
    LOG.atWarn()
        .addKeyValue("requestId", id)
        .addKeyValue("perhapsTaken", isPerhapsTaken)
        .addKeyValue("reason", cause.getMessage())
        .log("a request was not acknowledged");
    if (isPerhapsTaken) {
      return new ApiException(
          ApiError.of(
              503,
              "request_unknown",
              "Kafka did not say in time whether it has request %s; it may be drawn. GET"
                      .formatted(id)
                  + " /v1/requests/%s tells, once Kafka is back.".formatted(id)),
          id);
    }
    open.failed(id);
    once.ifPresent(key -> keys.giveBack(key, id));
    return new ApiException(
        ApiError.unavailable(
            "kafka_unavailable", "Kafka cannot be reached: nothing was sent.", RETRY_AFTER));
  }

  /** Waits for a request that was sent before. */
  private Submitted join(
      String id, GenerationRequest request, Duration patience, Consumer<ImageResult> listener) {
    Waiting wait = follow(request.toRecord(id), patience, listener);
    return new Submitted(id, true, CompletableFuture.completedFuture(null), wait);
  }

  /**
   * Waits for a request that is on Kafka, whoever sent it; what has come already is found. Blocks
   * while it is looked for.
   */
  public Waiting follow(CaptionRequest request, Duration patience, Consumer<ImageResult> listener) {
    Waiting wait = waiting.await(request.getRequestId(), request.getCount(), patience, listener);
    try {
      requirePositioned(request.getRequestId());
      search.images(request).forEach(wait::accept);
      if (!wait.isOver()) {
        search.failure(request).ifPresent(wait::accept);
      }
      return wait;
    } catch (RuntimeException unread) {
      waiting.forget(wait);
      throw unread;
    }
  }

  private void requirePositioned(String id) {
    if (!answers.awaitPositioned(id, POSITIONED_WITHIN)) {
      throw new ApiException(
          ApiError.unavailable(
              "kafka_unavailable", "The answers cannot be read from Kafka now.", RETRY_AFTER));
    }
  }

  /**
   * Says on Kafka that nobody waits for a request any more.
   *
   * @param who says so
   */
  public CompletionStage<Void> cancel(String id, String who, String reason) {
    return publisher.publish(
        Topic.REQUEST_CANCELLATIONS,
        id,
        RequestCancellation.newBuilder()
            .setRequestId(id)
            .setReason(who + ": " + reason)
            .setCreatedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }
}
