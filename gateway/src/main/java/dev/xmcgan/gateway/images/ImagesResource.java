package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorBody;
import dev.xmcgan.gateway.errors.ErrorResponses;
import dev.xmcgan.gateway.images.ImagesResponse.Image;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.metrics.Outcome;
import dev.xmcgan.gateway.protection.AnswerMemory;
import dev.xmcgan.gateway.protection.Exchange;
import dev.xmcgan.gateway.publishing.RequestLog;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.gateway.requests.IdempotencyKey;
import dev.xmcgan.gateway.requests.RequestService;
import dev.xmcgan.gateway.requests.SubmitOptions;
import dev.xmcgan.gateway.requests.Submitted;
import dev.xmcgan.schemas.ImageResult;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * {@code POST /v1/images/generations}, in the shape of the OpenAI Images API. {@link
 * StreamSelector} leads calls with {@code "stream": true} to the stream. Who leaves before the
 * answer cancels the request, unless it has an {@code Idempotency-Key} to come back with.
 */
@Path("/v1/images/generations")
public final class ImagesResource {
  private final JsonBody bodies;
  private final ObjectMapper json;
  private final RequestService requests;
  private final GatewayConfig config;
  private final AnswerMemory memory;
  private final GatewayMetrics metrics;
  private final RandomGenerator random;
  private final Clock clock;
  private final ManagedExecutor workers;

  ImagesResource(
      JsonBody bodies,
      ObjectMapper json,
      RequestService requests,
      GatewayConfig config,
      AnswerMemory memory,
      GatewayMetrics metrics,
      RandomGenerator random,
      Clock clock,
      ManagedExecutor workers) {
    this.bodies = bodies;
    this.json = json;
    this.requests = requests;
    this.config = config;
    this.memory = memory;
    this.metrics = metrics;
    this.random = random;
    this.clock = clock;
    this.workers = workers;
  }

  /** A call, read and checked. */
  private record Asked(
      ImagesRequest body, GenerationRequest request, Optional<IdempotencyKey> once) {}

  /** Draws images of a caption; answers when all are there. */
  @POST
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Draw images of a caption", operationId = "createImage")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ImagesRequest.class),
              examples =
                  @ExampleObject(name = "two images of a seed", value = ImagesRequest.EXAMPLE)))
  @APIResponse(
      responseCode = "200",
      description = "All images; with \"stream\": true, server-sent events with an image each",
      content = @Content(schema = @Schema(implementation = ImagesResponse.class)))
  @APIResponse(
      responseCode = "default",
      description = "OpenAI's error object",
      content = @Content(schema = @Schema(implementation = ErrorBody.class)))
  public CompletionStage<Response> generate(
      byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) String idempotencyKey,
      @Context RoutingContext call) {
    Instant begin = clock.instant();
    try {
      Asked asked = read(body, idempotencyKey, call);
      Submitted submitted = submit(asked, call, image -> {});
      return submitted
          .answer()
          .thenApplyAsync(answer -> response(asked, submitted, answer, call), workers)
          .whenComplete(
              (response, failure) -> {
                metrics.requestEnded(outcome(failure));
                if (failure == null) {
                  metrics.answered(Duration.between(begin, clock.instant()));
                }
              });
    } catch (ApiException refused) {
      metrics.requestEnded(outcome(refused));
      throw refused;
    }
  }

  /** Draws images of a caption; sends each as it comes. */
  @POST
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(hidden = true)
  public Multi<OutboundSseEvent> stream(
      byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) String idempotencyKey,
      @Context RoutingContext call,
      @Context Sse sse) {
    try {
      Asked asked = read(body, idempotencyKey, call);
      ImageEventStream events =
          new ImageEventStream(
              sse,
              image -> Image.of(image, asked.request(), asked.body().prompt(), urls(asked, call)),
              (id, bytes) -> memory.hold(call, id, bytes),
              asked.request());
      Submitted submitted = submit(asked, call, events::image);
      submitted.acknowledged().toCompletableFuture().join();
      call.response().putHeader(ErrorResponses.REQUEST_ID, submitted.id());
      var unused =
          submitted
              .answer()
              .thenAcceptAsync(
                  answer -> {
                    Optional<ApiError> error = events.end(submitted.id(), answer);
                    metrics.requestEnded(
                        error
                            .map(ApiError::status)
                            .map(Outcome::ofStatus)
                            .orElse(Outcome.ANSWERED));
                  },
                  workers);
      return events.all();
    } catch (ApiException | CompletionException refused) {
      metrics.requestEnded(outcome(refused));
      throw refused;
    }
  }

  private Asked read(byte[] body, String idempotencyKey, RoutingContext call) {
    Caller caller = Caller.of(call);
    ImagesRequest asked = bodies.read(body, ImagesRequest.class);
    asked.requireNoWebhook();
    Optional<IdempotencyKey> once = IdempotencyKey.of(idempotencyKey, caller, body);
    return new Asked(
        asked,
        asked.toDrawRequest(
            caller, config.answerTimeout(), () -> IdempotencyKey.seed(once, random)),
        once);
  }

  private Submitted submit(Asked asked, RoutingContext call, Consumer<ImageResult> listener) {
    GenerationRequest request = asked.request();
    Submitted submitted =
        requests.submit(
            request,
            new SubmitOptions(Caller.of(call).limits(), request.timeout(), asked.once(), Map.of()),
            listener);
    RequestLog.isAbout(call, submitted.id());
    Exchange.of(call).afterwards(submitted.waiting()::release);
    if (asked.once().isEmpty()) {
      Exchange.of(call).afterwards(() -> cancelUnlessOver(submitted, request.tenant()));
    }
    return submitted;
  }

  private void cancelUnlessOver(Submitted submitted, String tenant) {
    if (!submitted.waiting().isOver()) {
      submitted.waiting().finish(new RequestAnswer.TimedOut(submitted.waiting().received()));
      workers.execute(() -> requests.cancel(submitted.id(), tenant, "the caller left"));
    }
  }

  private Response response(
      Asked asked, Submitted submitted, RequestAnswer answer, RoutingContext call) {
    String id = submitted.id();
    if (!(answer instanceof RequestAnswer.Drawn drawn)) {
      throw new ApiException(AnswerErrors.of(answer, asked.request().count(), id), id);
    }
    ImagesResponse images =
        ImagesResponse.of(
            asked.request(), asked.body().prompt(), drawn.images(), urls(asked, call));
    memory.hold(call, id, images.bytes());
    submitted.waiting().release();
    return Response.ok(images.written(json), MediaType.APPLICATION_JSON_TYPE)
        .header(ErrorResponses.REQUEST_ID, id)
        .build();
  }

  private Optional<ImageUrls> urls(Asked asked, RoutingContext call) {
    return asked.body().wantsUrls()
        ? Optional.of(ImageUrls.of(call, config.http().publicUrl()))
        : Optional.empty();
  }

  private static Outcome outcome(Throwable failure) {
    if (failure == null) {
      return Outcome.ANSWERED;
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof ApiException refused
        ? Outcome.ofStatus(refused.error().status())
        : Outcome.FAILED;
  }
}
