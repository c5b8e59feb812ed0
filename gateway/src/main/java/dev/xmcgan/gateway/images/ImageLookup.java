package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.requests.RequestSearch;
import dev.xmcgan.schemas.ImageResult;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Finds images by what is in their URLs, for as long as these are good. Blocks. */
@Singleton
final class ImageLookup {
  private final RequestSearch search;
  private final Duration lifetime;
  private final Clock clock;

  ImageLookup(RequestSearch search, GatewayConfig config, Clock clock) {
    this.search = search;
    this.lifetime = config.requests().urlLifetime();
    this.clock = clock;
  }

  /**
   * An image that was found.
   *
   * @param left for how long its URL is good
   */
  record Found(ImageResult image, Duration left) {}

  /**
   * The image at a place of a request.
   *
   * @throws ApiException 404
   */
  Found find(String id, int place) {
    Instant madeAt = RecordIds.madeAt(id).orElseThrow(ImageLookup::notFound);
    Duration left = Duration.between(clock.instant(), madeAt.plus(lifetime));
    if (left.isNegative() || left.isZero()) {
      throw notFound();
    }
    ImageResult image =
        search.request(id).map(search::images).orElseThrow(ImageLookup::notFound).stream()
            .filter(each -> each.getIndex() == place)
            .findFirst()
            .orElseThrow(ImageLookup::notFound);
    return new Found(image, left);
  }

  private static ApiException notFound() {
    return new ApiException(
        ApiError.of(404, "image_not_found", "There is no such image, or its time is up."));
  }
}
