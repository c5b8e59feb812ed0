package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.SceneReading;
import dev.xmcgan.evaluation.judge.SeenObject;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts, aspect by aspect, how much of what captions say is seen on their images. Objects are
 * found by colour, which differ within a scene; one that is not found has neither its size nor its
 * shape nor its relation right. Not thread-safe.
 */
public final class Verdicts {

  private final Map<Aspect, Tally> tallies = new EnumMap<>(Aspect.class);

  /** Nothing judged so far. */
  public Verdicts() {
    for (Aspect aspect : Aspect.values()) {
      tallies.put(aspect, new Tally(0, 0));
    }
  }

  /** Counts one image in and tells whether everything is right. */
  public boolean add(CaptionClaims claims, SceneReading seen) {
    Round round = new Round();
    claims
        .background()
        .ifPresent(word -> round.note(Aspect.BACKGROUND, seen.background().best().equals(word)));
    round.note(Aspect.COUNT, seen.objects().size() == claims.objects().size());
    for (ObjectClaim claim : claims.objects()) {
      Optional<SeenObject> found = seen.ofColour(claim.colour());
      round.note(Aspect.COLOUR, found.isPresent());
      round.note(
          Aspect.SHAPE, found.filter(o -> o.shape().best().equals(claim.shape())).isPresent());
      claim
          .size()
          .ifPresent(
              size ->
                  round.note(
                      Aspect.SIZE, found.filter(o -> o.size().best().equals(size)).isPresent()));
    }
    claims
        .relation()
        .ifPresent(relation -> round.note(Aspect.RELATION, stands(claims, relation, seen)));
    boolean everything = round.right;
    round.note(Aspect.EVERYTHING, everything);
    return everything;
  }

  /** What was counted of an aspect. */
  public Tally of(Aspect aspect) {
    return tallies.get(aspect);
  }

  private static boolean stands(CaptionClaims claims, Direction relation, SceneReading seen) {
    Optional<SeenObject> first = seen.ofColour(claims.objects().get(0).colour());
    Optional<SeenObject> second = seen.ofColour(claims.objects().get(1).colour());
    return first.isPresent() && second.isPresent() && first.get().from(second.get()) == relation;
  }

  /**
   * A count.
   *
   * @param asked how often captions said something
   * @param right how often the image showed it
   */
  public record Tally(long asked, long right) {

    Tally plus(boolean hit) {
      return new Tally(asked + 1, hit ? right + 1 : right);
    }
  }

  /** The counting of one image. */
  private final class Round {
    private boolean right = true;

    void note(Aspect aspect, boolean hit) {
      tallies.compute(aspect, (key, tally) -> tally.plus(hit));
      right &= hit;
    }
  }
}
