package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.protection.AnswerMemory;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.requests.RequestSearch;
import dev.xmcgan.schemas.ImageResult;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code GET /v1/images/{request}/{place}}: the URLs of images. The id in them cannot be guessed,
 * so that a browser may show the image without a key; they are good for a while only.
 */
@Path("/v1/images/{id}/{place: [0-9]{1,2}}")
@Blocking
public final class ImageFileResource {
  private final RequestSearch search;
  private final AnswerMemory answers;
  private final Duration lifetime;
  private final Clock clock;

  ImageFileResource(RequestSearch search, AnswerMemory answers, GatewayConfig config, Clock clock) {
    this.search = search;
    this.answers = answers;
    this.lifetime = config.requests().urlLifetime();
    this.clock = clock;
  }

  /** The image file. */
  @GET
  @Operation(summary = "An image by its URL", operationId = "getImageFile")
  public Response file(
      @PathParam("id") String id, @PathParam("place") int place, @Context RoutingContext call) {
    Instant madeAt = RecordIds.madeAt(id).orElseThrow(ImageFileResource::notFound);
    Duration left = Duration.between(clock.instant(), madeAt.plus(lifetime));
    if (left.isNegative() || left.isZero()) {
      throw notFound();
    }
    ImageResult image =
        search.request(id).map(search::images).orElseThrow(ImageFileResource::notFound).stream()
            .filter(each -> each.getIndex() == place)
            .findFirst()
            .orElseThrow(ImageFileResource::notFound);
    byte[] file = ImagesResponse.bytes(image.getImage());
    answers.hold(call, id, file.length);
    return Response.ok(file, image.getMediaType())
        .header(HttpHeaders.CACHE_CONTROL, "private, immutable, max-age=" + left.toSeconds())
        .build();
  }

  private static ApiException notFound() {
    return new ApiException(
        ApiError.of(404, "image_not_found", "There is no such image, or its time is up."));
  }
}
