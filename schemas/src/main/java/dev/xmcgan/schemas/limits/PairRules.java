package dev.xmcgan.schemas.limits;

import static dev.xmcgan.schemas.RejectionReason.INVALID_VALUE;
import static dev.xmcgan.schemas.RejectionReason.METADATA_TOO_LARGE;
import static dev.xmcgan.schemas.RejectionReason.NO_CAPTION;
import static dev.xmcgan.schemas.RejectionReason.TOO_MANY_CAPTIONS;

import dev.xmcgan.schemas.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a pair is, beside its image: the checks that every door makes. */
public final class PairRules {
  private PairRules() {}

  /**
   * The captions of a pair.
   *
   * @param kept each in its one form, in their order, without repetitions, at most {@value
   *     PairLimits#MAX_CAPTIONS}
   * @param dropped how many are not kept, by reason; repetitions are not counted
   * @param firstRefusal what was wrong with the first that is not kept
   */
  public record Captions(
      List<String> kept, Map<RejectionReason, Integer> dropped, Optional<Refusal> firstRefusal) {
    public Captions {
      kept = List.copyOf(kept);
      dropped = Map.copyOf(dropped);
    }
  }

  /** Checks every caption by itself; a pair needs one that is kept. */
  public static Captions captions(Collection<String> captions) {
    var kept = new LinkedHashSet<String>();
    var dropped = new EnumMap<RejectionReason, Integer>(RejectionReason.class);
    Optional<Refusal> first = Optional.empty();
    for (String raw : captions) {
      Optional<Refusal> refusal = keep(raw, kept, captions.size());
      refusal.ifPresent(why -> dropped.merge(why.reason(), 1, Integer::sum));
      first = first.isPresent() ? first : refusal;
    }
    if (captions.isEmpty()) {
      first = Optional.of(new Refusal("captions", NO_CAPTION, "the pair has no caption"));
    }
    return new Captions(List.copyOf(kept), dropped, first);
  }

  private static Optional<Refusal> keep(String raw, Set<String> kept, int given) {
    CheckedCaption checked = CaptionRules.check(raw);
    if (checked instanceof CheckedCaption.Refused refused) {
      return Optional.of(refused.refusal());
    }
    String caption = ((CheckedCaption.Usable) checked).text();
    if (kept.size() == PairLimits.MAX_CAPTIONS && !kept.contains(caption)) {
      return Optional.of(tooMany(given));
    }
    kept.add(caption);
    return Optional.empty();
  }

  /** What is wrong with a pair's id. */
  public static Optional<Refusal> id(String pairId) {
    return pairId.isBlank() || RequestLimits.length(pairId) > PairLimits.MAX_ID_LENGTH
        ? Optional.of(
            new Refusal(
                "pairId",
                INVALID_VALUE,
                "a pair id has 1 to " + PairLimits.MAX_ID_LENGTH + " characters"))
        : Optional.empty();
  }

  /** What is wrong with what a pair carries along. */
  public static Optional<Refusal> carried(String source, Map<String, String> metadata) {
    long bytes = utf8(source);
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      bytes += utf8(entry.getKey()) + utf8(entry.getValue());
    }
    return bytes > PairLimits.MAX_METADATA_BYTES
        ? Optional.of(
            new Refusal(
                "metadata",
                METADATA_TOO_LARGE,
                "source and metadata have %d bytes, at most %d are carried"
                    .formatted(bytes, PairLimits.MAX_METADATA_BYTES)))
        : Optional.empty();
  }

  private static Refusal tooMany(int captions) {
    return new Refusal(
        "captions",
        TOO_MANY_CAPTIONS,
        "%d captions, at most %d are taken".formatted(captions, PairLimits.MAX_CAPTIONS));
  }

  private static long utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
