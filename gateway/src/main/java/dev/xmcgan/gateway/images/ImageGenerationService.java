package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.answers.Answer;
import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.answers.WaitingRequests;
import dev.xmcgan.gateway.config.GatewaySettings;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.models.ModelCatalog;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.publishing.NotPublishedException;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.jboss.logging.Logger;

/** A checked request's way: onto Kafka, acknowledged, then waiting for its answer. */
@Singleton
public final class ImageGenerationService {
  private static final Logger LOG = Logger.getLogger(ImageGenerationService.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** Seeds stay below this, so that they survive JSON readers which know only doubles. */
  private static final long SEED_BOUND = 1L << 32;

  private final ModelCatalog models;
  private final AnswerReader answers;
  private final WaitingRequests waiting;
  private final EventPublisher publisher;
  private final RecordIds ids;
  private final RandomGenerator random;
  private final Clock clock;
  private final GatewaySettings settings;
  private final GatewayMetrics metrics;
  private final ManagedExecutor workers;

  ImageGenerationService(
      ModelCatalog models,
      AnswerReader answers,
      WaitingRequests waiting,
      EventPublisher publisher,
      RecordIds ids,
      RandomGenerator random,
      Clock clock,
      GatewaySettings settings,
      GatewayMetrics metrics,
      ManagedExecutor workers) {
    this.models = models;
    this.answers = answers;
    this.waiting = waiting;
    this.publisher = publisher;
    this.ids = ids;
    this.random = random;
    this.clock = clock;
    this.settings = settings;
    this.metrics = metrics;
    this.workers = workers;
  }

  /**
   * Draws. Blocks while the request is encoded and handed to the producer, not while it waits.
   *
   * @return the images; fails with {@link ApiException}
   */
  CompletionStage<ImagesResponse> draw(DrawRequest request) {
    if (!answers.isPositioned()) {
      throw new ApiException(
          ApiError.unavailable(
              "not_ready", "The gateway is not connected to Kafka yet.", RETRY_AFTER));
    }
    models.requireServed(request.model());
    String id = ids.next();
    Instant accepted = clock.instant();
    // registered first: the answer may come before the acknowledgement does
    CompletableFuture<Answer> answer = waiting.await(id, request.count(), settings.answerTimeout());
    return publisher
        .publish(Topic.CAPTION_REQUESTS, id, record(id, request))
        .exceptionally(
            notPublished -> {
              waiting.forget(id);
              throw unavailable(id, notPublished);
            })
        .thenCompose(acknowledged -> answer)
        .thenApplyAsync(
            come -> {
              ImagesResponse response = response(request, id, come);
              metrics.answered(Duration.between(accepted, clock.instant()));
              return response;
            },
            workers);
  }

  private CaptionRequest record(String id, DrawRequest request) {
    return CaptionRequest.newBuilder()
        .setRequestId(id)
        .setCaption(request.caption())
        .setCount(request.count())
        .setSeed(request.seed().orElseGet(() -> random.nextLong(SEED_BOUND)))
        .setFormat(request.format())
        .setSize(request.size())
        .setModel(request.model())
        .setTenant(request.tenant())
        .build();
  }

  private static ImagesResponse response(DrawRequest request, String id, Answer answer) {
    if (answer instanceof Answer.Drawn drawn) {
      return ImagesResponse.of(request, drawn.images());
    }
    throw new ApiException(error(request, id, answer), id);
  }

  private static ApiError error(DrawRequest request, String id, Answer answer) {
    if (answer instanceof Answer.Failed failed) {
      return AnswerErrors.of(failed.failure());
    }
    if (answer instanceof Answer.TimedOut timedOut) {
      return AnswerErrors.of(timedOut, request, id);
    }
    return AnswerErrors.stopping(id);
  }

  private static ApiException unavailable(String id, Throwable notPublished) {
    Throwable cause =
        notPublished.getCause() instanceof NotPublishedException inner ? inner : notPublished;
    LOG.warnf("Request was not accepted; request=%s reason=%s", id, cause.getMessage());
    return new ApiException(
        ApiError.unavailable(
            "kafka_unavailable", "Kafka did not take the request; try again.", RETRY_AFTER),
        id);
  }
}
