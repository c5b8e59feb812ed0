package dev.xmcgan.gateway.interpolations;

import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorResponses;
import dev.xmcgan.gateway.images.AnswerErrors;
import dev.xmcgan.gateway.images.RequestFields;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.protection.AnswerMemory;
import dev.xmcgan.gateway.protection.Exchange;
import dev.xmcgan.gateway.publishing.RequestLog;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.gateway.requests.IdempotencyKey;
import dev.xmcgan.gateway.requests.RequestSearch;
import dev.xmcgan.gateway.requests.RequestService;
import dev.xmcgan.gateway.requests.SubmitOptions;
import dev.xmcgan.gateway.requests.Submitted;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * {@code /v1/interpolations}: images that lead from one to another. On Kafka it is a request like
 * any other, of as many images, so that limits, deadlines, cancellation and {@code Idempotency-Key}
 * are those of all requests, and any instance finds it by its id.
 */
@Path("/v1/interpolations")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public final class InterpolationsResource {
  private final JsonBody bodies;
  private final RequestService requests;
  private final RequestSearch search;
  private final GatewayConfig config;
  private final AnswerMemory memory;
  private final RandomGenerator random;
  private final ManagedExecutor workers;

  InterpolationsResource(
      JsonBody bodies,
      RequestService requests,
      RequestSearch search,
      GatewayConfig config,
      AnswerMemory memory,
      RandomGenerator random,
      ManagedExecutor workers) {
    this.bodies = bodies;
    this.requests = requests;
    this.search = search;
    this.config = config;
    this.memory = memory;
    this.random = random;
    this.workers = workers;
  }

  /** Draws; answers when all images are there. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Draw images that lead from one caption and seed to another",
      operationId = "createInterpolation")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = InterpolationRequest.class),
              examples =
                  @ExampleObject(
                      name = "an animation",
                      value =
                          """
                          {"prompt": "a red circle on grass", "to_prompt": "a blue ring", "output_format": "gif"}
                          """)))
  @APIResponse(
      responseCode = "200",
      description = "All images, in one file",
      content = @Content(schema = @Schema(implementation = InterpolationView.class)))
  public CompletionStage<Response> create(
      byte[] body,
      @HeaderParam(IdempotencyKey.HEADER) String idempotencyKey,
      @Context RoutingContext call) {
    Caller caller = Caller.of(call);
    InterpolationRequest asked = bodies.read(body, InterpolationRequest.class);
    Optional<IdempotencyKey> once = IdempotencyKey.of(idempotencyKey, caller, body);
    GenerationRequest request =
        asked.toDrawRequest(
            caller, config.answerTimeout(), () -> IdempotencyKey.seed(once, random));
    Submitted submitted =
        requests.submit(
            request,
            new SubmitOptions(caller.limits(), request.timeout(), once, Map.of()),
            image -> {});
    RequestLog.isAbout(call, submitted.id());
    Exchange.of(call).afterwards(submitted.waiting()::release);
    if (once.isEmpty()) {
      Exchange.of(call).afterwards(() -> cancelUnlessOver(submitted, request.tenant()));
    }
    return submitted
        .answer()
        .thenApplyAsync(
            answer -> {
              String id = submitted.id();
              if (!(answer instanceof RequestAnswer.Drawn drawn)) {
                throw new ApiException(AnswerErrors.of(answer, request.count(), id), id);
              }
              return response(request.toRecord(id), drawn.images(), asked.format(), call);
            },
            workers);
  }

  /** One that was asked for before, as a file of either kind. */
  @GET
  @Path("/{id}")
  @Operation(summary = "An interpolation that was drawn", operationId = "getInterpolation")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = InterpolationView.class)))
  public Response get(
      @PathParam("id") String id,
      @Parameter(description = "png or gif; png") @QueryParam("output_format") String format,
      @Context RoutingContext call) {
    if (format != null && !List.of("png", "gif").contains(format)) {
      throw RequestFields.invalid(
          "output_format", "invalid_value", "'output_format' must be 'png' or 'gif'.");
    }
    CaptionRequest request =
        search
            .request(id)
            .filter(each -> each.getInterpolation() != null)
            .filter(each -> Caller.of(call).mayTouchWhatIsOf(each.getTenant()))
            .orElseThrow(
                () ->
                    new ApiException(
                        ApiError.of(
                            404, "request_not_found", "There is no interpolation of that id.")));
    List<ImageResult> images = search.images(request);
    if (images.size() < request.getCount()) {
      throw new ApiException(
          ApiError.of(
              409,
              "interpolation_not_drawn",
              "%d of %d images are there; GET /v1/requests/%s tells what becomes of it."
                  .formatted(images.size(), request.getCount(), id)),
          id);
    }
    return response(request, images, InterpolationFormat.of(format), call);
  }

  private Response response(
      CaptionRequest request,
      List<ImageResult> images,
      InterpolationFormat format,
      RoutingContext call) {
    InterpolationView view = InterpolationView.of(request, images, format);
    memory.hold(call, view.id(), view.bytes());
    return Response.ok(view).header(ErrorResponses.REQUEST_ID, view.id()).build();
  }

  private void cancelUnlessOver(Submitted submitted, String tenant) {
    if (!submitted.waiting().isOver()) {
      submitted.waiting().finish(new RequestAnswer.TimedOut(submitted.waiting().received()));
      workers.execute(() -> requests.cancel(submitted.id(), tenant, "the caller left"));
    }
  }
}
