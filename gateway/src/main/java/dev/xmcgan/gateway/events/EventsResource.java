package dev.xmcgan.gateway.events;

import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.gateway.keys.KeyCheck;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** {@code GET /v1/events}: releases, workers and training, live. */
@Path("/v1/events")
public final class EventsResource {
  private static final long RECONNECT_MILLIS = 2_000;

  private final EventHub hub;
  private final KeyCheck keys;

  EventsResource(EventHub hub, KeyCheck keys) {
    this.hub = hub;
    this.keys = keys;
  }

  /**
   * Named events with JSON data: {@code release}, {@code worker}, {@code metrics}; the newest of
   * each first, then as they come, until the caller's key is revoked or their access token expires.
   */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Server-sent events release, worker, metrics: the newest of each, then live",
      operationId = "streamEvents")
  @APIResponseSchema(value = String.class, responseCode = "200")
  public Multi<OutboundSseEvent> stream(@Context Sse sse, @Context RoutingContext call) {
    BooleanSupplier staysGood = keys.staysGood(call);
    return hub.subscribe(Caller.of(call).name())
        .select()
        .first(event -> staysGood.getAsBoolean())
        .map(event -> outbound(sse, event));
  }

  private static OutboundSseEvent outbound(Sse sse, ServerEvent event) {
    if (event.isHeartbeat()) {
      return sse.newEventBuilder().comment("heartbeat").reconnectDelay(RECONNECT_MILLIS).build();
    }
    return sse.newEventBuilder().name(event.name()).data(String.class, event.data()).build();
  }
}
