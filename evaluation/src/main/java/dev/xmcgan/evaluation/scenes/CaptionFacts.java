package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.List;

/**
 * What a caption says of the object of each colour, as numbers: where it is from the other one
 * across (−1 left, 1 right) and down (−1 above, 1 below), and a 1 for its size and its shape. 0 is
 * what it does not say.
 */
public final class CaptionFacts {
  private static final int ACROSS = 0;
  private static final int DOWN = 1;
  private static final int SIZES = 2;

  private final Vocabulary vocabulary;
  private final CaptionReader reader;

  /** Of captions with these words. */
  public CaptionFacts(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.reader = new CaptionReader(vocabulary);
  }

  /** How many numbers there are, K. */
  public int count() {
    return vocabulary.colours().size() * perColour();
  }

  /**
   * Reads a caption.
   *
   * @return (K)
   * @throws IllegalArgumentException quoting the caption when it is none of a drawn scene
   */
  public float[] of(String caption) {
    CaptionClaims claims = reader.read(caption);
    float[] facts = new float[count()];
    for (ObjectClaim object : claims.objects()) {
      int first = first(object);
      object.size().ifPresent(size -> facts[first + SIZES + vocabulary.sizes().indexOf(size)] = 1);
      int shapes = SIZES + vocabulary.sizes().size();
      facts[first + shapes + vocabulary.shapes().indexOf(object.shape())] = 1;
    }
    claims.relation().ifPresent(relation -> place(claims.objects(), relation, facts));
    return facts;
  }

  private void place(List<ObjectClaim> objects, Direction relation, float[] facts) {
    int axis =
        switch (relation) {
          case LEFT_OF, RIGHT_OF -> ACROSS;
          case ABOVE, BELOW -> DOWN;
        };
    float side =
        switch (relation) {
          case LEFT_OF, ABOVE -> -1;
          case RIGHT_OF, BELOW -> 1;
        };
    facts[first(objects.get(0)) + axis] = side;
    facts[first(objects.get(1)) + axis] = -side;
  }

  private int first(ObjectClaim object) {
    return vocabulary.colours().indexOf(object.colour()) * perColour();
  }

  private int perColour() {
    return SIZES + vocabulary.sizes().size() + vocabulary.shapes().size();
  }
}
