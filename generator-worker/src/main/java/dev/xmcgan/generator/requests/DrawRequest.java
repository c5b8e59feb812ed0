package dev.xmcgan.generator.requests;

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
    int priority) {

  /** The index, among all images of this seed, of the image at a place of the answer. */
  public int imageIndex(int place) {
    return firstIndex + place;
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
