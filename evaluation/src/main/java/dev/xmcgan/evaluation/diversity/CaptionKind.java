package dev.xmcgan.evaluation.diversity;

import dev.xmcgan.evaluation.scenes.CaptionClaims;
import java.util.Locale;

/** How much a caption of a drawn scene says. */
public enum CaptionKind {
  /** Background, sizes and, of two objects, the relation. */
  FULL,
  /** Something, but not all. */
  PARTIAL,
  /** Colours and shapes alone. */
  TERSE;

  /** The kind of a caption that says this. */
  public static CaptionKind of(CaptionClaims claims) {
    boolean allSizes = claims.objects().stream().allMatch(object -> object.size().isPresent());
    boolean noSize = claims.objects().stream().allMatch(object -> object.size().isEmpty());
    boolean related = claims.relation().isPresent();
    if (claims.background().isEmpty() && noSize && !related) {
      return TERSE;
    }
    boolean pair = claims.objects().size() == 2;
    return claims.background().isPresent() && allSizes && (related || !pair) ? FULL : PARTIAL;
  }

  /** The name in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
