package dev.xmcgan.evaluation.scenes;

import dev.xmcgan.evaluation.judge.Direction;
import dev.xmcgan.evaluation.judge.SceneReading;
import dev.xmcgan.evaluation.judge.SeenObject;
import dev.xmcgan.evaluation.judge.Vocabulary;
import dev.xmcgan.evaluation.judge.WordProbabilities;
import dev.xmcgan.evaluation.scenes.CaptionClaims.ObjectClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Captions and images as vectors of one space, for R-precision: a number for each background, each
 * colour, each colour with a size, each colour with a shape, and each two colours with a direction.
 * An image has the judge's probabilities, a caption the mean of all images it is true of: ones
 * where it says something, equal shares where it leaves something open.
 */
final class SceneVectors {

  private static final List<Direction> DIRECTIONS = List.of(Direction.values());

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
    this.width = relations + count * count * DIRECTIONS.size();
  }

  /** What the caption says, (D). */
  float[] of(CaptionClaims claims) {
    float[] vector = new float[width];
    weigh(
        claims.background(),
        vocabulary.backgrounds(),
        word -> index(vocabulary.backgrounds(), word),
        vector);
    for (ObjectClaim claim : claims.objects()) {
      int colour = index(vocabulary.colours(), claim.colour());
      vector[colours + colour] = 1;
      vector[shape(colour, claim.shape())] = 1;
      weigh(claim.size(), vocabulary.sizes(), word -> size(colour, word), vector);
    }
    if (claims.objects().size() == 2) {
      int first = index(vocabulary.colours(), claims.objects().get(0).colour());
      int second = index(vocabulary.colours(), claims.objects().get(1).colour());
      for (Direction direction : DIRECTIONS) {
        float share =
            claims
                .relation()
                .map(told -> told == direction ? 1f : 0f)
                .orElse(1f / DIRECTIONS.size());
        vector[relation(first, second, direction)] = share;
        vector[relation(second, first, direction.reversed())] = share;
      }
    }
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
    List<SeenObject> objects = seen.objects();
    for (int first = 0; first < objects.size(); first++) {
      for (int second = 0; second < first; second++) {
        addRelation(objects.get(first), objects.get(second), vector);
        addRelation(objects.get(second), objects.get(first), vector);
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

  /** One for the word that is said, or all alike when none is. */
  private static void weigh(
      Optional<String> said, List<String> words, ToIntFunction<String> place, float[] vector) {
    for (String word : words) {
      vector[place.applyAsInt(word)] =
          said.map(told -> told.equals(word) ? 1f : 0f).orElse(1f / words.size());
    }
  }

  private static void weigh(
      WordProbabilities probabilities, double share, ToIntFunction<String> place, float[] vector) {
    probabilities
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
    return relations + pair * DIRECTIONS.size() + DIRECTIONS.indexOf(direction);
  }

  private static int index(List<String> words, String word) {
    return words.indexOf(word);
  }
}
