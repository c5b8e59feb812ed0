package dev.xmcgan.gateway.images;

import static org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.protection.AnswerMemory;
import dev.xmcgan.images.ImageDecoder;
import dev.xmcgan.images.ImageLimits;
import dev.xmcgan.images.UnusableImageException;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.limits.RequestLimits;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * {@code GET /v1/images/{request}/{place}}: the URLs of images, and of where words acted on them.
 * The id in them cannot be guessed, so that a browser may show the image without a key; they are
 * good for a while only.
 */
@Path("/v1/images/{id}/{place: [0-9]{1,2}}")
@Blocking
public final class ImageFileResource {
  private static final ImageDecoder DECODER =
      new ImageDecoder(
          new ImageLimits(
              Topic.MAX_RECORD_BYTES, (long) RequestLimits.MAX_SIZE * RequestLimits.MAX_SIZE, 1));

  private final ImageLookup images;
  private final AnswerMemory answers;

  ImageFileResource(ImageLookup images, AnswerMemory answers) {
    this.images = images;
    this.answers = answers;
  }

  /** The image file. */
  @GET
  @Operation(summary = "An image by its URL", operationId = "getImageFile")
  @APIResponse(
      responseCode = "200",
      description = "In the format that was asked for",
      content = {
        @Content(mediaType = "image/png", schema = @Schema(type = STRING, format = "binary")),
        @Content(mediaType = "image/jpeg", schema = @Schema(type = STRING, format = "binary")),
        @Content(mediaType = "image/webp", schema = @Schema(type = STRING, format = "binary"))
      })
  public Response file(
      @PathParam("id") String id, @PathParam("place") int place, @Context RoutingContext call) {
    ImageLookup.Found found = images.find(id, place);
    byte[] file = ImagesResponse.bytes(found.image().getImage());
    return response(id, found, file, found.image().getMediaType(), call);
  }

  /** Where the words of the caption acted on the image, as numbers. */
  @GET
  @Path("/attention")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Where words acted on an image", operationId = "getImageAttention")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = AttentionView.class)))
  public AttentionView attention(@PathParam("id") String id, @PathParam("place") int place) {
    return attention(images.find(id, place));
  }

  /** The image in the light of a word: bright where it acted, dark where it did not. */
  @GET
  @Path("/attention/{word: [0-9]{1,3}}")
  @Produces("image/png")
  @Operation(summary = "An image in the light of a word", operationId = "getImageAttentionFile")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(mediaType = "image/png", schema = @Schema(type = STRING, format = "binary")))
  public Response overlay(
      @PathParam("id") String id,
      @PathParam("place") int place,
      @PathParam("word") int word,
      @Context RoutingContext call) {
    ImageLookup.Found found = images.find(id, place);
    AttentionView attention = attention(found);
    if (word >= attention.words().size()) {
      throw new ApiException(
          ApiError.of(
              404,
              "attention_not_found",
              "The image has %d words, counted from 0.".formatted(attention.words().size())));
    }
    try {
      byte[] file =
          AttentionOverlay.png(
              DECODER.decode(ImagesResponse.bytes(found.image().getImage())),
              attention.words().get(word),
              attention.edge());
      return response(id, found, file, "image/png", call);
    } catch (UnusableImageException e) {
      throw new IllegalStateException("image %d of request %s".formatted(place, id), e);
    }
  }

  private static AttentionView attention(ImageLookup.Found found) {
    return Optional.ofNullable(found.image().getAttention())
        .map(AttentionView::of)
        .orElseThrow(
            () ->
                new ApiException(
                    ApiError.of(
                        404,
                        "attention_not_found",
                        "The image was drawn without 'attention': true.")));
  }

  private Response response(
      String id, ImageLookup.Found found, byte[] file, String mediaType, RoutingContext call) {
    answers.hold(call, id, file.length);
    return Response.ok(file, mediaType)
        .header(
            HttpHeaders.CACHE_CONTROL, "private, immutable, max-age=" + found.left().toSeconds())
        .build();
  }
}
