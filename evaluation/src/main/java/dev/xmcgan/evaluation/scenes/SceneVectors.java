package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.Belief;
import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.SceneReading;
import dev.xmcgan.evaluation.judge.SeenObject;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Captions and images as vectors of one space, for R-precision: a number for each background, each
 * colour, each colour with a size, each colour with a shape, and each two colours with a direction.
 * A caption has ones where it says something, an image the judge's probabilities.
 */
final class SceneVectors {

  private final Vocabulary vocabulary;
  private final int colours;
  private final int sizes;
  private final int shapes;
  private final int relations;
  private final int width;

  SceneVectors(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    int count = vocabulary.colours().size();
    this.colours = vocabulary.backgrounds().size();
    this.sizes = colours + count;
    this.shapes = sizes + count * vocabulary.sizes().size();
    this.relations = shapes + count * vocabulary.shapes().size();
    this.width = relations + count * count * Direction.values().length;
  }

  /** What the caption says, (D). */
  float[] of(CaptionClaims claims) {
    float[] vector = new float[width];
    claims.background().ifPresent(word -> vector[index(vocabulary.backgrounds(), word)] = 1);
    for (ObjectClaim claim : claims.objects()) {
      int colour = index(vocabulary.colours(), claim.colour());
      vector[colours + colour] = 1;
      vector[shape(colour, claim.shape())] = 1;
      claim.size().ifPresent(size -> vector[size(colour, size)] = 1);
    }
    claims
        .relation()
        .ifPresent(
            relation -> {
              int first = index(vocabulary.colours(), claims.objects().get(0).colour());
              int second = index(vocabulary.colours(), claims.objects().get(1).colour());
              vector[relation(first, second, relation)] = 1;
              vector[relation(second, first, relation.reversed())] = 1;
            });
    return vector;
  }

  /** What is seen on the image, (D). */
  float[] of(SceneReading seen) {
    float[] vector = new float[width];
    seen.background()
        .shares()
        .forEach(
            (word, share) -> vector[index(vocabulary.backgrounds(), word)] += share.floatValue());
    for (SeenObject object : seen.objects()) {
      for (Map.Entry<String, Double> named : object.colour().shares().entrySet()) {
        int colour = index(vocabulary.colours(), named.getKey());
        double share = named.getValue() * object.confidence();
        vector[colours + colour] += (float) share;
        weigh(object.shape(), share, word -> shape(colour, word), vector);
        weigh(object.size(), share, word -> size(colour, word), vector);
      }
    }
    for (SeenObject first : seen.objects()) {
      for (SeenObject second : seen.objects()) {
        if (first != second) {
          addRelation(first, second, vector);
        }
      }
    }
    return vector;
  }

  private void addRelation(SeenObject first, SeenObject second, float[] vector) {
    Direction direction = first.from(second);
    double confidence = first.confidence() * second.confidence();
    first
        .colour()
        .shares()
        .forEach(
            (one, share) ->
                second
                    .colour()
                    .shares()
                    .forEach(
                        (other, otherShare) ->
                            vector[
                                    relation(
                                        index(vocabulary.colours(), one),
                                        index(vocabulary.colours(), other),
                                        direction)] +=
                                (float) (share * otherShare * confidence)));
  }

  private static void weigh(
      Belief belief, double share, ToIntFunction<String> place, float[] vector) {
    belief
        .shares()
        .forEach((word, part) -> vector[place.applyAsInt(word)] += (float) (share * part));
  }

  private int size(int colour, String word) {
    return sizes + colour * vocabulary.sizes().size() + index(vocabulary.sizes(), word);
  }

  private int shape(int colour, String word) {
    return shapes + colour * vocabulary.shapes().size() + index(vocabulary.shapes(), word);
  }

  private int relation(int first, int second, Direction direction) {
    int pair = first * vocabulary.colours().size() + second;
    return relations + pair * Direction.values().length + direction.ordinal();
  }

  private static int index(List<String> words, String word) {
    return words.indexOf(word);
  }
}
