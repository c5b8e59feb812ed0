package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.answers.Waiting;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorResponses;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.protection.Exchange;
import dev.xmcgan.gateway.publishing.RequestLog;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.gateway.requests.IdempotencyKey;
import dev.xmcgan.gateway.requests.RequestSearch;
import dev.xmcgan.gateway.requests.RequestService;
import dev.xmcgan.gateway.requests.SubmitOptions;
import dev.xmcgan.gateway.requests.Submitted;
import dev.xmcgan.gateway.webhooks.WebhookTargets;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/**
 * {@code /v1/requests}: images for callers that do not wait in one call. Everything is asked of
 * Kafka: any instance knows any request, for as long as the topics do.
 */
@Path("/v1/requests")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class RequestsResource {
  private static final String PREFER = "Prefer";

  private final JsonBody bodies;
  private final RequestService requests;
  private final RequestSearch search;
  private final RequestViews views;
  private final WebhookTargets webhooks;
  private final GatewayConfig config;
  private final RandomGenerator random;
  private final ManagedExecutor workers;

  RequestsResource(
      JsonBody bodies,
      RequestService requests,
      RequestSearch search,
      RequestViews views,
      WebhookTargets webhooks,
      GatewayConfig config,
      RandomGenerator random,
      ManagedExecutor workers) {
    this.bodies = bodies;
    this.requests = requests;
    this.search = search;
    this.views = views;
    this.webhooks = webhooks;
    this.config = config;
    this.random = random;
    this.workers = workers;
  }

  /** Takes a request; answers when Kafka has it, or with {@code Prefer: wait=SECONDS} later. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Ask for images without waiting", operationId = "createRequest")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ImagesRequest.class),
              examples = @ExampleObject(name = "later", value = ImagesRequest.LATER)))
  @APIResponse(
      responseCode = "202",
      description = "On Kafka",
      content = @Content(schema = @Schema(implementation = RequestView.class)))
  public CompletionStage<Response> create(
      byte[] body,
      @HeaderParam(PREFER) String prefer,
      @HeaderParam(IdempotencyKey.HEADER) String idempotencyKey,
      @Context RoutingContext call) {
    Caller caller = Caller.of(call);
    ImagesRequest asked = bodies.read(body, ImagesRequest.class);
    asked.requireAsynchronous();
    Optional<IdempotencyKey> once = IdempotencyKey.of(idempotencyKey, caller, body);
    GenerationRequest request =
        asked.toDrawRequest(
            caller, config.requests().timeout(), () -> IdempotencyKey.seed(once, random));
    Duration wait = Preference.wait(prefer, config.answerTimeout());
    Submitted submitted =
        requests.submit(
            request,
            new SubmitOptions(
                caller.limits(),
                wait,
                once,
                webhooks.headers(asked.webhook(), views.urls(call).base())),
            image -> {});
    RequestLog.isAbout(call, submitted.id());
    Exchange.of(call).afterwards(submitted.waiting()::release);
    return submitted
        .answer()
        .thenApplyAsync(answer -> created(submitted, request, wait, answer, call), workers);
  }

  private Response created(
      Submitted submitted,
      GenerationRequest request,
      Duration wait,
      RequestAnswer answer,
      RoutingContext call) {
    CaptionRequest record = request.toRecord(submitted.id());
    RequestView view = views.of(record, answer, views.urls(call));
    boolean isOver =
        answer instanceof RequestAnswer.Drawn || answer instanceof RequestAnswer.Failed;
    return Response.status(isOver ? 200 : 202)
        .entity(view)
        .header(HttpHeaders.LOCATION, "/v1/requests/" + submitted.id())
        .header(ErrorResponses.REQUEST_ID, submitted.id())
        .header("Preference-Applied", wait.isZero() ? null : "wait=" + wait.toSeconds())
        .build();
  }

  /** What became of a request; with {@code Prefer: wait=SECONDS} when it is over, at most then. */
  @GET
  @Path("/{id}")
  @Operation(summary = "What became of a request", operationId = "getRequest")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = RequestView.class)))
  public CompletionStage<RequestView> get(
      @PathParam("id") String id,
      @HeaderParam(PREFER) String prefer,
      @Context RoutingContext call) {
    CaptionRequest request = find(id, call);
    Duration wait = Preference.wait(prefer, config.answerTimeout());
    if (wait.isZero()) {
      return CompletableFuture.completedFuture(views.of(request, views.urls(call)));
    }
    Waiting waiting = requests.follow(request, wait, image -> {});
    Exchange.of(call).afterwards(waiting::release);
    return waiting
        .answer()
        .thenApplyAsync(answer -> views.of(request, answer, views.urls(call)), workers);
  }

  /** Images as they come, and how it ends; goes on where {@code Last-Event-ID} says. */
  @GET
  @Path("/{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Server-sent events image, then done or failed",
      operationId = "streamRequest")
  @APIResponseSchema(value = String.class, responseCode = "200")
  public Multi<OutboundSseEvent> events(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") String lastEventId,
      @Context RoutingContext call,
      @Context Sse sse) {
    CaptionRequest request = find(id, call);
    ImageUrls urls = views.urls(call);
    Function<ImageResult, RequestView.Image> image =
        each -> RequestView.Image.of(each, RequestView.firstIndex(request), urls);
    RequestEvents events = new RequestEvents(sse, image, lastEventId);
    Waiting waiting = requests.follow(request, config.requests().timeout(), events::image);
    Exchange.of(call).afterwards(waiting::release);
    var unused =
        waiting
            .answer()
            .thenAcceptAsync(answer -> events.end(views.of(request, answer, urls)), workers);
    return events.all();
  }

  /** Says that nobody waits any more; what is not drawn yet will not be. */
  @DELETE
  @Path("/{id}")
  @Operation(summary = "Cancel a request", operationId = "cancelRequest")
  @APIResponse(
      responseCode = "202",
      description = "The workers will hear of it",
      content = @Content(schema = @Schema(implementation = RequestView.class)))
  public CompletionStage<Response> cancel(
      @PathParam("id") String id, @Context RoutingContext call) {
    CaptionRequest request = find(id, call);
    RequestView now = views.of(request, views.urls(call));
    if (now.status().equals("done") || now.error() != null) {
      throw new ApiException(
          ApiError.of(409, "request_over", "The request is over: it is " + now.status() + "."), id);
    }
    return requests
        .cancel(id, Caller.of(call).nameOr(request.getTenant()), "asked for over HTTP")
        .exceptionally(
            failure -> {
              throw new ApiException(
                  ApiError.unavailable(
                      "kafka_unavailable",
                      "Kafka did not take the cancellation; try again.",
                      Duration.ofSeconds(2)),
                  id);
            })
        .thenApplyAsync(
            done -> Response.accepted(views.of(request, views.urls(call))).build(), workers);
  }

  private CaptionRequest find(String id, RoutingContext call) {
    return search
        .request(id)
        .filter(request -> Caller.of(call).mayTouchWhatIsOf(request.getTenant()))
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.of(404, "request_not_found", "There is no request of that id.")));
  }
}
