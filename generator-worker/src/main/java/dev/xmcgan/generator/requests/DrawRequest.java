package dev.xmcgan.generator.requests;

import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.model.generation.Seeds;
import dev.xmcgan.schemas.ImageFormat;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A request that can be drawn: every field is within its limits.
 *
 * @param firstIndex index of the first of the {@code count} images
 * @param seed the caller's, or the one derived from the id
 * @param size edge of the image in pixels; 0 = as the model draws it
 * @param tenant who asks
 * @param attention whether to tell where the words acted on the images
 * @param compression how fine a JPEG or WebP is, 0 to 100
 * @param interpolation what the last image shows, where the others lead there from the first
 * @param model a release channel or a checkpoint id
 */
public record DrawRequest(
    String requestId,
    String caption,
    int count,
    int firstIndex,
    long seed,
    OptionalDouble truncation,
    ImageFormat format,
    int size,
    String model,
    Optional<Instant> deadline,
    int priority,
    String tenant,
    boolean attention,
    int compression,
    Optional<Interpolation> interpolation) {

  /**
   * The end of an interpolation.
   *
   * @param seed of the last image
   * @param index of the last image among all of its seed
   */
  public record Interpolation(String caption, long seed, int index) {}

  /** The image at a place of the answer. */
  public ImageRequest image(int place) {
    if (interpolation.isEmpty()) {
      return new ImageRequest(caption, imageSeed(place), truncation);
    }
    Interpolation end = interpolation.get();
    return new ImageRequest(caption, imageSeed(0), truncation)
        .towards(end.caption(), Seeds.imageSeed(end.seed(), end.index()), share(place));
  }

  /** How far the image at a place of an interpolation has come from the first to the last. */
  public double share(int place) {
    return (double) place / (count - 1);
  }

  /** The index, among all images of this seed, of the image at a place of the answer. */
  public int imageIndex(int place) {
    return firstIndex + place;
  }

  /** That image's own seed; of an interpolation, that of the first. */
  public long imageSeed(int place) {
    return Seeds.imageSeed(seed, imageIndex(interpolation.isPresent() ? 0 : place));
  }

  /** Why it must not be drawn any more, if its deadline is past. */
  public Optional<RequestFailure> failureAt(Instant now) {
    return expiredAt(now)
        ? Optional.of(
            RequestFailure.deadlineExceeded(
                "not drawn before its deadline " + deadline.orElseThrow()))
        : Optional.empty();
  }

  /** Whether it must not be drawn any more. */
  public boolean expiredAt(Instant now) {
    return deadline.filter(limit -> !now.isBefore(limit)).isPresent();
  }
}
