package dev.xmcgan.schemas.limits;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Interpolation;
import dev.xmcgan.schemas.RejectionReason;
import java.util.Optional;

/** What a caption request is, field by field; a caption is checked by {@link CaptionRules}. */
public final class RequestRules {
  private RequestRules() {}

  /** What is wrong with a request as a record has it: the first field that breaks a rule. */
  public static Optional<Refusal> problem(CaptionRequest request) {
    return requestId(request.getRequestId())
        .or(() -> caption(request.getCaption()))
        .or(() -> images(request))
        .or(() -> size(request.getSize()))
        .or(() -> compression(request.getCompression()))
        .or(() -> truncation(request.getTruncation()))
        .or(() -> model(request.getModel()));
  }

  /** What is wrong with an id. */
  public static Optional<Refusal> requestId(String requestId) {
    return name("requestId", requestId, RequestLimits.MAX_ID_LENGTH);
  }

  /** What is wrong with a caption. */
  public static Optional<Refusal> caption(String caption) {
    return CaptionRules.check(caption) instanceof CheckedCaption.Refused refused
        ? Optional.of(refused.refusal())
        : Optional.empty();
  }

  /** What is wrong with which images are asked for. */
  private static Optional<Refusal> images(CaptionRequest request) {
    Interpolation interpolation = request.getInterpolation();
    if (interpolation == null) {
      return count(request.getCount())
          .or(() -> firstIndex(request.getFirstIndex(), request.getCount()));
    }
    if (request.getAttention()) {
      return invalid("attention", "must be false for an interpolation");
    }
    return frames(request.getCount())
        .or(() -> firstIndex(request.getFirstIndex(), 1))
        .or(() -> caption(interpolation.getCaption()))
        .or(() -> firstIndex(interpolation.getIndex(), 1));
  }

  /** What is wrong with a number of images of an interpolation. */
  public static Optional<Refusal> frames(long count) {
    return count < 2 || count > RequestLimits.MAX_FRAMES
        ? invalid(
            "count",
            "must be 2 to %d for an interpolation, not %d"
                .formatted(RequestLimits.MAX_FRAMES, count))
        : Optional.empty();
  }

  /** What is wrong with a number of images. */
  public static Optional<Refusal> count(long count) {
    return count < 1 || count > RequestLimits.MAX_COUNT
        ? invalid("count", "must be 1 to %d, not %d".formatted(RequestLimits.MAX_COUNT, count))
        : Optional.empty();
  }

  /**
   * What is wrong with the index of the first image.
   *
   * @param count a good one
   */
  public static Optional<Refusal> firstIndex(long firstIndex, long count) {
    long largest = RequestLimits.MAX_COUNT - count;
    return firstIndex < 0 || firstIndex > largest
        ? invalid(
            "firstIndex",
            "must be 0 to %d for a count of %d, not %d".formatted(largest, count, firstIndex))
        : Optional.empty();
  }

  /** What is wrong with an edge in pixels; 0 leaves it to the model. */
  public static Optional<Refusal> size(long size) {
    return size != 0 && (size < RequestLimits.MIN_SIZE || size > RequestLimits.MAX_SIZE)
        ? invalid(
            "size",
            "must be 0 or %d to %d, not %d"
                .formatted(RequestLimits.MIN_SIZE, RequestLimits.MAX_SIZE, size))
        : Optional.empty();
  }

  /** What is wrong with how fine a file is to be. */
  public static Optional<Refusal> compression(long compression) {
    return compression < 0 || compression > RequestLimits.MAX_COMPRESSION
        ? invalid(
            "compression",
            "must be 0 to %d, not %d".formatted(RequestLimits.MAX_COMPRESSION, compression))
        : Optional.empty();
  }

  /**
   * What is wrong with a truncation.
   *
   * @param truncation null = none
   */
  public static Optional<Refusal> truncation(Double truncation) {
    return truncation != null && !(truncation >= RequestLimits.MIN_TRUNCATION)
        ? invalid(
            "truncation",
            "must be at least %s, not %s".formatted(RequestLimits.MIN_TRUNCATION, truncation))
        : Optional.empty();
  }

  /** What is wrong with the name of a release channel or checkpoint. */
  public static Optional<Refusal> model(String model) {
    return name("model", model, RequestLimits.MAX_NAME_LENGTH);
  }

  private static Optional<Refusal> name(String field, String value, int longest) {
    if (value.isBlank()) {
      return invalid(field, "is blank");
    }
    int length = RequestLimits.length(value);
    return length > longest
        ? invalid(field, "has %d characters, at most %d are taken".formatted(length, longest))
        : Optional.empty();
  }

  private static Optional<Refusal> invalid(String field, String problem) {
    return Optional.of(new Refusal(field, RejectionReason.INVALID_VALUE, field + " " + problem));
  }
}
