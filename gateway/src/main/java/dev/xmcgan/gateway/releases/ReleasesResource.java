package dev.xmcgan.gateway.releases;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.Problem;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.keys.Caller;
import dev.xmcgan.schemas.Release;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/**
 * Which checkpoint a channel serves, and its changes by hand. Changes take a JSON object, be it an
 * empty one: no other web page can send one from a person's browser.
 */
@Path("/v1/releases")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@APIResponse(
    responseCode = "default",
    description = "RFC 9457's problem",
    content =
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
public final class ReleasesResource {
  private static final int MAX_TEXT = 500;
  private static final String NO_REASON = "by hand";

  private final ReleaseService ledger;
  private final JsonBody bodies;

  ReleasesResource(ReleaseService ledger, JsonBody bodies) {
    this.ledger = ledger;
    this.bodies = bodies;
  }

  /** All channels, by name. */
  public record ReleaseList(String object, List<ReleaseView> data) {}

  /**
   * Body of a change; {@code checkpoint} and {@code pin} are for a promotion, {@code to} for a
   * rollback.
   */
  public record ChangeRequest(
      String checkpoint,
      Boolean pin,
      String to,
      @Size(max = MAX_TEXT, message = "may have at most 500 characters") String by,
      @Size(max = MAX_TEXT, message = "may have at most 500 characters") String reason) {

    private String who(RoutingContext call) {
      return Caller.of(call).nameOr(by);
    }

    private String why() {
      return reason == null || reason.isBlank() ? NO_REASON : reason.strip();
    }

    private boolean isPin() {
      return Boolean.TRUE.equals(pin);
    }
  }

  @GET
  @Operation(summary = "What every channel serves", operationId = "listReleases")
  @APIResponseSchema(value = ReleaseList.class, responseCode = "200")
  public ReleaseList list() {
    return new ReleaseList(
        "list",
        ledger.book().releases().values().stream()
            .sorted(Comparator.comparing(Release::getChannel))
            .map(ReleaseView::of)
            .toList());
  }

  @GET
  @Path("/{channel}")
  @Operation(summary = "What a channel serves", operationId = "retrieveRelease")
  @APIResponseSchema(value = ReleaseView.class, responseCode = "200")
  public ReleaseView retrieve(@PathParam("channel") String channel) {
    return ledger
        .book()
        .release(channel)
        .map(ReleaseView::of)
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.of(404, "release_not_found", "nothing is released as " + channel)));
  }

  /** Releases a checkpoint. */
  @POST
  @Path("/{channel}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Release a checkpoint", operationId = "promoteCheckpoint")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ChangeRequest.class),
              examples =
                  @ExampleObject(
                      name = "a checkpoint",
                      value =
                          """
                          {"checkpoint": "step-1200", "reason": "its circles are rounder"}
                          """)))
  @APIResponseSchema(value = ReleaseView.class, responseCode = "200")
  public ReleaseView promote(
      @PathParam("channel") String channel, byte[] body, @Context RoutingContext call) {
    ChangeRequest change = read(body);
    if (change.checkpoint() == null) {
      throw new ApiException(
          ApiError.invalid(
              "checkpoint",
              "missing_required_parameter",
              "Missing required parameter: 'checkpoint'."));
    }
    return ledger.change(
        channel,
        change.who(call),
        rules -> rules.promote(channel, change.checkpoint(), change.why(), change.isPin()));
  }

  /** Goes back, and bars what was served. */
  @POST
  @Path("/{channel}/rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Go back to what served before", operationId = "rollBackRelease")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ChangeRequest.class),
              examples =
                  @ExampleObject(
                      name = "back to a checkpoint",
                      value =
                          """
                          {"to": "step-1100", "reason": "its circles are flat"}
                          """)))
  @APIResponseSchema(value = ReleaseView.class, responseCode = "200")
  public ReleaseView rollBack(
      @PathParam("channel") String channel, byte[] body, @Context RoutingContext call) {
    ChangeRequest change = read(body);
    return ledger.change(
        channel,
        change.who(call),
        rules -> rules.rollBack(channel, Optional.ofNullable(change.to()), change.why()));
  }

  /** Keeps what serves. */
  @POST
  @Path("/{channel}/pin")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Keep what serves", operationId = "pinRelease")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ChangeRequest.class),
              examples =
                  @ExampleObject(
                      name = "for a while",
                      value =
                          """
                          {"reason": "a quiet week"}
                          """)))
  @APIResponseSchema(value = ReleaseView.class, responseCode = "200")
  public ReleaseView pin(
      @PathParam("channel") String channel, byte[] body, @Context RoutingContext call) {
    ChangeRequest change = read(body);
    return ledger.change(channel, change.who(call), rules -> rules.pin(channel, change.why()));
  }

  /** Lets the trainer release again. */
  @POST
  @Path("/{channel}/unpin")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Let the trainer release again", operationId = "unpinRelease")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ChangeRequest.class),
              examples =
                  @ExampleObject(
                      name = "as before",
                      value =
                          """
                          {"reason": "the week is over"}
                          """)))
  @APIResponseSchema(value = ReleaseView.class, responseCode = "200")
  public ReleaseView unpin(
      @PathParam("channel") String channel, byte[] body, @Context RoutingContext call) {
    ChangeRequest change = read(body);
    return ledger.change(channel, change.who(call), rules -> rules.unpin(channel, change.why()));
  }

  private ChangeRequest read(byte[] body) {
    return bodies.read(body, ChangeRequest.class);
  }
}
