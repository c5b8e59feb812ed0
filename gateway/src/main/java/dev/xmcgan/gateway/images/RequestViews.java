package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.answers.RequestAnswer;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.requests.RequestSearch;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What Kafka holds of a request, as callers see it. Blocks where it has to look. */
@Singleton
public final class RequestViews {
  private final RequestSearch search;
  private final Optional<URI> publicUrl;

  RequestViews(RequestSearch search, GatewayConfig config) {
    this.search = search;
    this.publicUrl = config.http().publicUrl();
  }

  /** As it is now. */
  public RequestView of(CaptionRequest request, ImageUrls urls) {
    List<ImageResult> images = search.images(request);
    boolean isDone = images.size() >= request.getCount();
    return RequestView.of(
        request,
        images,
        isDone ? Optional.empty() : search.failure(request),
        !isDone && search.cancellation(request).isPresent(),
        urls);
  }

  /** As it is after somebody waited for it. */
  public RequestView of(CaptionRequest request, RequestAnswer answer, ImageUrls urls) {
    if (answer instanceof RequestAnswer.Drawn drawn) {
      return RequestView.of(request, drawn.images(), Optional.empty(), false, urls);
    }
    boolean nothingCame = answer instanceof RequestAnswer.TimedOut end && end.imagesSoFar() == 0;
    return nothingCame
        ? RequestView.of(request, List.of(), Optional.empty(), false, urls)
        : of(request, urls);
  }

  /** Where a caller finds images. */
  ImageUrls urls(RoutingContext call) {
    return ImageUrls.of(call, publicUrl);
  }
}
