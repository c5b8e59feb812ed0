package dev.xmcgan.gateway.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorBody;
import dev.xmcgan.gateway.errors.ErrorResponses;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.metrics.Outcome;
import dev.xmcgan.gateway.protection.AnswerMemory;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code POST /v1/images/generations}, in the shape of the OpenAI Images API. */
@Path("/v1/images/generations")
public final class ImagesResource {
  private final DrawRequestParser parser;
  private final ImageGenerationService drawing;
  private final AnswerMemory answers;
  private final GatewayMetrics metrics;

  ImagesResource(
      ObjectMapper json,
      ImageGenerationService drawing,
      AnswerMemory answers,
      GatewayMetrics metrics) {
    this.parser = new DrawRequestParser(json);
    this.drawing = drawing;
    this.answers = answers;
    this.metrics = metrics;
  }

  /** Draws images of a caption; answers when all are there. */
  @POST
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Draw images of a caption", operationId = "createImage")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ImagesRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "All images",
      content = @Content(schema = @Schema(implementation = ImagesResponse.class)))
  @APIResponse(
      responseCode = "default",
      description = "OpenAI's error object",
      content = @Content(schema = @Schema(implementation = ErrorBody.class)))
  public CompletionStage<Response> generate(byte[] body, @Context RoutingContext call) {
    try {
      return drawing
          .draw(parser.parse(body))
          .thenApply(images -> answer(images, call))
          .whenComplete((response, failure) -> metrics.requestEnded(outcome(failure)));
    } catch (ApiException refused) {
      metrics.requestEnded(outcome(refused));
      throw refused;
    }
  }

  private Response answer(ImagesResponse images, RoutingContext call) {
    answers.hold(call, images.id(), images.bytes());
    return Response.ok(images).header(ErrorResponses.REQUEST_ID, images.id()).build();
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
