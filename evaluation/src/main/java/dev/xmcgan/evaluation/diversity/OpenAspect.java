package dev.xmcgan.evaluation.diversity;

import dev.xmcgan.evaluation.judge.SceneReading;
import dev.xmcgan.evaluation.judge.SeenObject;
import dev.xmcgan.evaluation.scenes.CaptionClaims;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a caption can leave open, to be filled by one of a few words. */
public enum OpenAspect {
  BACKGROUND,
  /** Of each object, apart. */
  SIZE,
  /** Where the first of two objects is, seen from the second. */
  RELATION;

  /** The name in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many choices of this aspect the caption leaves open. */
  int open(CaptionClaims claims) {
    return switch (this) {
      case BACKGROUND -> claims.background().isEmpty() ? 1 : 0;
      case SIZE ->
          (int) claims.objects().stream().filter(object -> object.size().isEmpty()).count();
      case RELATION -> claims.objects().size() == 2 && claims.relation().isEmpty() ? 1 : 0;
    };
  }

  /** What an image of the caption shows for each; empty where an object is not to be seen. */
  List<Optional<String>> chosen(CaptionClaims claims, SceneReading seen) {
    List<Optional<String>> chosen = new ArrayList<>();
    switch (this) {
      case BACKGROUND -> chosen.add(Optional.of(seen.background().best()));
      case SIZE -> {
        for (ObjectClaim claim : claims.objects()) {
          if (claim.size().isEmpty()) {
            chosen.add(seen.ofColour(claim.colour()).map(object -> object.size().best()));
          }
        }
      }
      case RELATION -> chosen.add(relation(claims, seen));
    }
    return open(claims) == 0 ? List.of() : chosen;
  }

  private static Optional<String> relation(CaptionClaims claims, SceneReading seen) {
    Optional<SeenObject> first = seen.ofColour(claims.objects().get(0).colour());
    Optional<SeenObject> second =
        claims.objects().size() < 2
            ? Optional.empty()
            : seen.ofColour(claims.objects().get(1).colour());
    return first.flatMap(
        one -> second.map(other -> one.from(other).name().toLowerCase(Locale.ROOT)));
  }
}
