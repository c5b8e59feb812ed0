package dev.xmcgan.generator.requests;

import dev.xmcgan.generator.requests.CheckedRequest.Drawable;
import dev.xmcgan.generator.requests.CheckedRequest.Invalid;
import dev.xmcgan.model.generation.ImageRequest;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.util.Optional;
import java.util.OptionalDouble;

/** Checks a request against {@link RequestLimits} and what the model can do. */
public final class RequestCheck {
  /** Smallest truncation. */
  public static final double MIN_TRUNCATION = ImageRequest.SMALLEST_TRUNCATION;

  private RequestCheck() {}

  /** Checks every field; the first that is wrong is named in the failure. */
  public static CheckedRequest check(CaptionRequest request) {
    return problem(request)
        .<CheckedRequest>map(
            problem -> new Invalid(request.getRequestId(), RequestFailure.invalid(problem)))
        .orElseGet(() -> new Drawable(drawable(request)));
  }

  /**
   * Whether a record's key can be the id of a request, to answer a caller whose value is broken.
   */
  public static boolean usableId(String key) {
    return key != null
        && !key.isBlank()
        && key.length() <= RequestLimits.MAX_ID_LENGTH
        && key.chars().noneMatch(each -> Character.isISOControl(each) || each == '\uFFFD');
  }

  private static Optional<String> problem(CaptionRequest request) {
    int idLength = request.getRequestId().length();
    if (request.getRequestId().isBlank()) {
      return Optional.of("requestId is blank");
    }
    if (idLength > RequestLimits.MAX_ID_LENGTH) {
      return Optional.of(
          "requestId has %d characters, at most %d are taken"
              .formatted(idLength, RequestLimits.MAX_ID_LENGTH));
    }
    if (request.getCaption().isBlank()) {
      return Optional.of("caption is blank");
    }
    int captionLength = RequestLimits.length(request.getCaption());
    if (captionLength > RequestLimits.MAX_CAPTION_LENGTH) {
      return Optional.of(
          "caption has %d characters, at most %d are taken"
              .formatted(captionLength, RequestLimits.MAX_CAPTION_LENGTH));
    }
    if (request.getCount() < 1 || request.getCount() > RequestLimits.MAX_COUNT) {
      return Optional.of(
          "count must be 1 to %d, not %d".formatted(RequestLimits.MAX_COUNT, request.getCount()));
    }
    int size = request.getSize();
    if (size != 0 && (size < RequestLimits.MIN_SIZE || size > RequestLimits.MAX_SIZE)) {
      return Optional.of(
          "size must be 0 or %d to %d, not %d"
              .formatted(RequestLimits.MIN_SIZE, RequestLimits.MAX_SIZE, size));
    }
    Double truncation = request.getTruncation();
    if (truncation != null && !(truncation >= MIN_TRUNCATION)) {
      return Optional.of(
          "truncation must be at least %s, not %s".formatted(MIN_TRUNCATION, truncation));
    }
    if (request.getModel().isBlank()) {
      return Optional.of("model is blank");
    }
    int nameLength = RequestLimits.length(request.getModel());
    if (nameLength > RequestLimits.MAX_NAME_LENGTH) {
      return Optional.of(
          "model has %d characters, at most %d are taken"
              .formatted(nameLength, RequestLimits.MAX_NAME_LENGTH));
    }
    return Optional.empty();
  }

  private static DrawRequest drawable(CaptionRequest request) {
    Long seed = request.getSeed();
    Double truncation = request.getTruncation();
    return new DrawRequest(
        request.getRequestId(),
        request.getCaption(),
        request.getCount(),
        seed == null ? RequestSeed.of(request.getRequestId()) : seed,
        truncation == null || truncation.isInfinite()
            ? OptionalDouble.empty()
            : OptionalDouble.of(truncation),
        request.getFormat(),
        request.getSize(),
        request.getModel(),
        Optional.ofNullable(request.getDeadline()),
        request.getPriority());
  }
}
