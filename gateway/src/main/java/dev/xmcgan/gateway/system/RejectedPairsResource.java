package dev.xmcgan.gateway.system;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** {@code /v1/rejected-pairs}: what was not learned from, to look at. */
@Path("/v1/rejected-pairs/{offset: [0-9]{1,18}}/thumbnail")
@Blocking
public final class RejectedPairsResource {
  private final RejectedImages images;

  RejectedPairsResource(RejectedImages images) {
    this.images = images;
  }

  /** The image of a rejected pair, small; the offset is that of its record on rejected-pairs. */
  @GET
  @Produces("image/png")
  @Operation(summary = "A rejected pair's image, small", operationId = "getRejectedPairThumbnail")
  @APIResponse(
      responseCode = "200",
      description = "At most 96 pixels wide and high",
      content =
          @Content(mediaType = "image/png", schema = @Schema(type = STRING, format = "binary")))
  public Response thumbnail(@PathParam("offset") long offset) {
    byte[] png =
        images
            .thumbnail(offset)
            .orElseThrow(
                () ->
                    new ApiException(
                        ApiError.of(
                            404,
                            "image_not_found",
                            "There is no image to show: none can be read of the pair, or it is"
                                + " not on image-text-pairs any more.")));
    return Response.ok(png)
        .header(HttpHeaders.CACHE_CONTROL, "private, immutable, max-age=3600")
        .build();
  }
}
