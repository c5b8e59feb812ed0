package dev.xmcgan.gateway.releases;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.errors.ErrorBody;
import dev.xmcgan.gateway.json.JsonBody;
import dev.xmcgan.gateway.json.JsonFields;
import dev.xmcgan.schemas.Release;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Which checkpoint a channel serves, and its changes by hand. Changes take a JSON object, be it an
 * empty one: no other web page can send one from a person's browser.
 */
@Path("/v1/releases")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@APIResponse(
    responseCode = "default",
    description = "OpenAI's error object",
    content = @Content(schema = @Schema(implementation = ErrorBody.class)))
public final class ReleasesResource {
  private static final int MAX_TEXT = 500;
  private static final String NOBODY = "http";
  private static final String NO_REASON = "by hand";

  private final ReleaseService ledger;
  private final JsonBody bodies;

  ReleasesResource(ReleaseService ledger, ObjectMapper json) {
    this.ledger = ledger;
    this.bodies = new JsonBody(json);
  }

  /** All channels, by name. */
  public record ReleaseList(String object, List<ReleaseView> data) {}

  /**
   * Body of a change; {@code checkpoint} and {@code pin} are for a promotion, {@code to} for a
   * rollback.
   */
  public record ChangeRequest(
      String checkpoint, Boolean pin, String to, String by, String reason) {}

  @GET
  @Operation(summary = "What every channel serves", operationId = "listReleases")
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
      content = @Content(schema = @Schema(implementation = ChangeRequest.class)))
  public ReleaseView promote(@PathParam("channel") String channel, byte[] body) {
    JsonFields fields = bodies.read(body);
    String checkpoint =
        fields
            .string("checkpoint")
            .orElseThrow(
                () ->
                    new ApiException(
                        ApiError.invalid(
                            "checkpoint",
                            "missing_required_parameter",
                            "Missing required parameter: 'checkpoint'.")));
    return ledger.change(
        channel,
        who(fields),
        rules -> rules.promote(channel, checkpoint, reason(fields), fields.isTrue("pin")));
  }

  /** Goes back, and bars what was served. */
  @POST
  @Path("/{channel}/rollback")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Go back to what served before", operationId = "rollBackRelease")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ChangeRequest.class)))
  public ReleaseView rollBack(@PathParam("channel") String channel, byte[] body) {
    JsonFields fields = bodies.read(body);
    return ledger.change(
        channel,
        who(fields),
        rules -> rules.rollBack(channel, fields.string("to"), reason(fields)));
  }

  /** Keeps what serves. */
  @POST
  @Path("/{channel}/pin")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Keep what serves", operationId = "pinRelease")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ChangeRequest.class)))
  public ReleaseView pin(@PathParam("channel") String channel, byte[] body) {
    JsonFields fields = bodies.read(body);
    return ledger.change(channel, who(fields), rules -> rules.pin(channel, reason(fields)));
  }

  /** Lets the trainer release again. */
  @POST
  @Path("/{channel}/unpin")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Let the trainer release again", operationId = "unpinRelease")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ChangeRequest.class)))
  public ReleaseView unpin(@PathParam("channel") String channel, byte[] body) {
    JsonFields fields = bodies.read(body);
    return ledger.change(channel, who(fields), rules -> rules.unpin(channel, reason(fields)));
  }

  private static String who(JsonFields fields) {
    return text(fields, "by", NOBODY);
  }

  private static String reason(JsonFields fields) {
    return text(fields, "reason", NO_REASON);
  }

  private static String text(JsonFields fields, String name, String otherwise) {
    String text = fields.string(name).map(String::strip).orElse("");
    if (text.length() > MAX_TEXT) {
      throw new ApiException(
          ApiError.invalid(
              name,
              "string_above_max_length",
              "'%s' may have at most %d characters.".formatted(name, MAX_TEXT)));
    }
    return text.isEmpty() ? otherwise : text;
  }
}
