package dev.xmcgan.generator.requests;

import dev.xmcgan.generator.requests.CheckedRequest.Drawable;
import dev.xmcgan.generator.requests.CheckedRequest.Invalid;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.limits.CaptionRules;
import dev.xmcgan.schemas.limits.CheckedCaption;
import dev.xmcgan.schemas.limits.Refusal;
import dev.xmcgan.schemas.limits.RequestLimits;
import dev.xmcgan.schemas.limits.RequestRules;
import java.util.Optional;
import java.util.OptionalDouble;

/** Puts a request before {@link RequestRules} and fills in what it leaves open. */
public final class RequestCheck {
  private RequestCheck() {}

  /** Checks every field; the first that is wrong is named in the failure. */
  public static CheckedRequest check(CaptionRequest request) {
    Optional<Refusal> problem = RequestRules.problem(request);
    if (problem.isPresent()) {
      return new Invalid(request.getRequestId(), RequestFailure.invalid(problem.get()));
    }
    return new Drawable(drawable(request));
  }

  /** In its one form; it has passed the rules. */
  private static String caption(String given) {
    if (CaptionRules.check(given) instanceof CheckedCaption.Usable usable) {
      return usable.text();
    }
    throw new IllegalStateException("a caption passed the rules that refuse it");
  }

  /**
   * Whether a record's key can be the id of a request, to answer a caller whose value is broken.
   */
  public static boolean usableId(String key) {
    return key != null
        && !key.isBlank()
        && RequestLimits.length(key) <= RequestLimits.MAX_ID_LENGTH
        && key.chars().noneMatch(each -> Character.isISOControl(each) || each == '\uFFFD');
  }

  /** A record's key as a log may show it: nothing where it is no id. */
  public static String logged(String key) {
    return usableId(key) ? key : "";
  }

  private static DrawRequest drawable(CaptionRequest request) {
    long seed =
        request.getSeed() == null ? RequestSeed.of(request.getRequestId()) : request.getSeed();
    Double truncation = request.getTruncation();
    return new DrawRequest(
        request.getRequestId(),
        caption(request.getCaption()),
        request.getCount(),
        request.getFirstIndex(),
        seed,
        truncation == null || truncation.isInfinite()
            ? OptionalDouble.empty()
            : OptionalDouble.of(truncation),
        request.getFormat(),
        request.getSize(),
        request.getModel(),
        Optional.ofNullable(request.getDeadline()),
        request.getPriority(),
        request.getTenant(),
        request.getAttention(),
        request.getCompression(),
        Optional.ofNullable(request.getInterpolation())
            .map(
                end ->
                    new DrawRequest.Interpolation(
                        caption(end.getCaption()),
                        end.getSeed() == null ? seed : end.getSeed(),
                        end.getIndex())));
  }
}
