package dev.xmcgan.gateway.images;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.schemas.limits.CaptionRules;
import dev.xmcgan.schemas.limits.CheckedCaption;
import java.time.Duration;

/**
 * Checks fields that several bodies have; each throws {@link ApiException} 400, naming the field.
 */
public final class RequestFields {
  private static final double MILLIS = 1e3;

  private RequestFields() {}

  /** A caption in the form that equal captions share. */
  public static String caption(String field, String given) {
    CheckedCaption checked = CaptionRules.check(given);
    if (checked instanceof CheckedCaption.Usable usable) {
      return usable.text();
    } else if (checked instanceof CheckedCaption.Refused refused) {
      throw invalid(
          field,
          refused.refusal().code(),
          "'%s': %s.".formatted(field, refused.refusal().message()));
    }
    throw new IllegalStateException("a caption that is neither good nor bad: " + checked);
  }

  /**
   * Within which images are of use.
   *
   * @param seconds null for the longest
   */
  public static Duration timeout(Double seconds, Duration longest) {
    if (seconds == null) {
      return longest;
    }
    Duration asked = Duration.ofMillis(Math.round(Math.min(seconds, Integer.MAX_VALUE) * MILLIS));
    if (asked.compareTo(longest) > 0) {
      throw invalid(
          "timeout",
          "invalid_value",
          "'timeout' may be at most %s seconds here.".formatted(longest.toMillis() / MILLIS));
    }
    return asked;
  }

  /** A text, or what stands for none. */
  public static String given(String text, String otherwise) {
    return text == null || text.isBlank() ? otherwise : text.strip();
  }

  public static ApiException invalid(String param, String code, String message) {
    return new ApiException(ApiError.invalid(param, code, message));
  }
}
