package dev.xmcgan.generator.encoding;

import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.DrawRequest.Interpolation;
import java.util.Optional;

/**
 * What an image says about itself: with these it can be asked for again, alone; or, of one between
 * the ends of an interpolation, with all of that.
 *
 * @param caption what it shows
 * @param seed the request's
 * @param index among all images of that seed
 * @param checkpointId the weights that drew it
 * @param between where it lies on the way to another image; empty for one of its caption
 */
public record Provenance(
    String caption, long seed, int index, String checkpointId, Optional<Between> between) {

  /**
   * The other end.
   *
   * @param share of it, above 0 and below 1
   */
  public record Between(String caption, long seed, int index, double share) {}

  /** Of an image of its caption. */
  public Provenance(String caption, long seed, int index, String checkpointId) {
    this(caption, seed, index, checkpointId, Optional.empty());
  }

  /** Of the image at a place of a request. */
  public static Provenance of(DrawRequest request, int place, String checkpointId) {
    if (request.interpolation().isEmpty()) {
      return new Provenance(
          request.caption(), request.seed(), request.imageIndex(place), checkpointId);
    }
    Interpolation end = request.interpolation().get();
    if (place == request.count() - 1) {
      return new Provenance(end.caption(), end.seed(), end.index(), checkpointId);
    }
    return new Provenance(
        request.caption(),
        request.seed(),
        request.firstIndex(),
        checkpointId,
        place == 0
            ? Optional.empty()
            : Optional.of(
                new Between(end.caption(), end.seed(), end.index(), request.share(place))));
  }
}
