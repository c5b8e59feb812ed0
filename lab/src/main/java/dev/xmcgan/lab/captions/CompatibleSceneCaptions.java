package dev.xmcgan.lab.captions;

import dev.xmcgan.datasets.scenes.SceneSynonyms;
import dev.xmcgan.evaluation.scenes.CaptionClaims;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.lab.judge.DrawnScenes;
import dev.xmcgan.model.captions.CompatibleCaptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whether two captions of drawn scenes may be of one scene: of as many objects, of the same
 * colours, and with no background, shape, size or place that excludes the other's. Of captions of
 * other images only the same are compatible.
 */
public final class CompatibleSceneCaptions implements CompatibleCaptions {
  private static final int MOST_REMEMBERED = 100_000;

  private final CaptionReader reader = new CaptionReader(DrawnScenes.vocabulary());
  private final Map<String, Optional<CaptionClaims>> remembered = new ConcurrentHashMap<>();

  @Override
  public boolean areCompatible(String one, String other) {
    Optional<CaptionClaims> first = claims(one);
    Optional<CaptionClaims> second = claims(other);
    return first.isPresent() && second.isPresent()
        ? areCompatible(first.get(), second.get())
        : one.equals(other);
  }

  private static boolean areCompatible(CaptionClaims first, CaptionClaims second) {
    if (first.objects().size() != second.objects().size()
        || excludes(first.background(), second.background())) {
      return false;
    }
    for (ObjectClaim object : first.objects()) {
      if (second.objects().stream().noneMatch(claim -> mayBe(object, claim))) {
        return false;
      }
    }
    // the other caption may name the objects the other way round
    boolean sameOrder = first.objects().get(0).colour().equals(second.objects().get(0).colour());
    return !excludes(
        first.relation(),
        sameOrder ? second.relation() : second.relation().map(place -> place.reversed()));
  }

  private static boolean mayBe(ObjectClaim one, ObjectClaim other) {
    return one.colour().equals(other.colour())
        && one.shape().equals(other.shape())
        && !excludes(one.size(), other.size());
  }

  private static <T> boolean excludes(Optional<T> one, Optional<T> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }

  private Optional<CaptionClaims> claims(String caption) {
    if (remembered.size() > MOST_REMEMBERED) {
      remembered.clear();
    }
    return remembered.computeIfAbsent(caption, this::read);
  }

  private Optional<CaptionClaims> read(String caption) {
    try {
      return Optional.of(reader.read(SceneSynonyms.usual(caption)));
    } catch (IllegalArgumentException ofNoScene) {
      return Optional.empty();
    }
  }
}
