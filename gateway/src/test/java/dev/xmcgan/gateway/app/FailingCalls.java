package dev.xmcgan.gateway.app;

import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.publishing.RequestLog;
import dev.xmcgan.gateway.requests.GenerationRequest;
import dev.xmcgan.gateway.requests.RequestService;
import dev.xmcgan.gateway.requests.SubmitOptions;
import dev.xmcgan.gateway.requests.Submitted;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.Topic;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Calls that end as nothing in the gateway should. */
@Path("/v1/requests")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public final class FailingCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RequestService requests;
  private final EventPublisher publisher;
  private final ManagedExecutor workers;

  FailingCalls(RequestService requests, EventPublisher publisher, ManagedExecutor workers) {
    this.requests = requests;
    this.publisher = publisher;
    this.workers = workers;
  }

  @GET
  @Path("/{id}/failing")
  @Operation(hidden = true)
  public String failing(@PathParam("id") String id) {
    throw new IllegalStateException("about a request that the path names");
  }

  /** Publishes what is no record of its schema. */
  @GET
  @Path("/unwritable")
  @Operation(hidden = true)
  public CompletionStage<Void> unwritable() {
    return publisher.publish(Topic.CAPTION_REQUESTS, "unwritable", new CaptionRequest());
  }

  /** Tells the request's id in its message, once the request has been answered. */
  @POST
  @Path("/failing")
  @Operation(hidden = true)
  @Consumes(MediaType.APPLICATION_JSON)
  public CompletionStage<String> submitted(byte[] body, @Context RoutingContext call) {
    Submitted submitted =
        requests.submit(
            new GenerationRequest(
                "a red circle",
                1,
                0,
                1,
                OptionalDouble.empty(),
                ImageFormat.PNG,
                0,
                false,
                "stable",
                "",
                0,
                PATIENCE,
                false,
                100,
                Optional.empty()),
            new SubmitOptions(Optional.empty(), PATIENCE, Optional.empty(), Map.of()),
            image -> {});
    RequestLog.isAbout(call, submitted.id());
    return submitted
        .answer()
        .thenApplyAsync(
            answer -> {
              throw new IllegalStateException("made " + submitted.id());
            },
            workers);
  }
}
