package dev.xmcgan.gateway.images;

import dev.xmcgan.schemas.ImageResult;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Optional;

/**
 * Where images are found for a while.
 *
 * @param base what their URLs begin with, without a slash at its end
 */
public record ImageUrls(String base) {

  /** As the caller addressed the gateway, unless it is known otherwise. */
  public static ImageUrls of(RoutingContext call, Optional<URI> publicUrl) {
    String base =
        publicUrl
            .map(URI::toString)
            .orElseGet(
                () -> call.request().scheme() + "://" + call.request().authority().toString());
    return new ImageUrls(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
  }

  String of(ImageResult image) {
    return "%s/v1/images/%s/%d".formatted(base, image.getRequestId(), image.getIndex());
  }
}
