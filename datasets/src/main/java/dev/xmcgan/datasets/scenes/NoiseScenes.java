package dev.xmcgan.datasets.scenes;

import java.util.Arrays;
import java.util.List;

/**
 * Reads off noise what a caption leaves open of a scene, so that a generator can be shown which
 * image each noise shall draw. Of normal noise each choice is as frequent as {@link SceneSampler}
 * makes it, lengths but for a hundredth; what the caption says does not depend on the noise.
 */
public final class NoiseScenes {
  private static final List<Background> BACKGROUNDS =
      Arrays.stream(Background.values()).filter(background -> !background.isDrifted()).toList();
  private static final List<SceneSize> SIZES = List.of(SceneSize.values());
  private static final List<Relation> RELATIONS = List.of(Relation.values());

  /** The normal distribution is the logistic one of this scale within .01. */
  private static final double LOGISTIC = 1.702;

  private NoiseScenes() {}

  /**
   * What a caption leaves open; where in the image objects are it always does.
   *
   * @param sizes of all objects
   */
  public record Open(boolean background, boolean sizes, boolean relation) {}

  /**
   * The scene with what is open chosen by the noise.
   *
   * @param noise standard normal values, 32 at least; what is beyond a power of two has no part in
   *     it
   */
  public static Scene of(Scene scene, Open open, float[] noise) {
    Values values = new Values(noise);
    Background background = values.choice(BACKGROUNDS);
    List<SceneObject> objects =
        scene.objects().stream().map(object -> sized(object, open, values)).toList();
    Relation relation = values.choice(RELATIONS);
    if (!open.relation()) {
      relation = scene.relation().orElse(relation);
    }
    return new Scene(
        open.background() ? background : scene.background(),
        objects.size() == 1
            ? List.of(inTheMiddle(objects.get(0), values))
            : apart(objects, relation, values),
        scene.detail());
  }

  private static SceneObject sized(SceneObject object, Open open, Values values) {
    SceneSize chosen = values.choice(SIZES);
    SceneSize size = open.sizes() ? chosen : object.size();
    double radius = values.between(size.smallestRadius(), size.largestRadius());
    return new SceneObject(object.shape(), object.colour(), size, object.x(), object.y(), radius);
  }

  private static SceneObject inTheMiddle(SceneObject object, Values values) {
    double x = SceneSampler.MIDDLE + values.between(-SceneSampler.STRAY, SceneSampler.STRAY);
    double y = SceneSampler.MIDDLE + values.between(-SceneSampler.STRAY, SceneSampler.STRAY);
    return object.at(x, y);
  }

  private static List<SceneObject> apart(
      List<SceneObject> objects, Relation relation, Values values) {
    boolean horizontal = relation == Relation.LEFT_OF || relation == Relation.RIGHT_OF;
    boolean inOrder = relation == Relation.LEFT_OF || relation == Relation.ABOVE;
    SceneObject nearer = objects.get(inOrder ? 0 : 1);
    SceneObject further = objects.get(inOrder ? 1 : 0);
    double apart = values.between(SceneSampler.NEAREST, SceneSampler.FURTHEST);
    double first =
        values.between(
            SceneSampler.firstPlace(nearer.radius()),
            SceneSampler.lastPlace(further.radius(), apart));
    double across = SceneSampler.MIDDLE + values.between(-SceneSampler.ACROSS, SceneSampler.ACROSS);
    double otherAcross = across + values.between(-SceneSampler.SLANT, SceneSampler.SLANT);
    double second = first + apart;
    SceneObject one = horizontal ? nearer.at(first, across) : nearer.at(across, first);
    SceneObject other =
        horizontal ? further.at(second, otherAcross) : further.at(otherAcross, second);
    return inOrder ? List.of(one, other) : List.of(other, one);
  }

  /**
   * Normal values, one after the other, as many for a scene whatever is open. Each hangs on all of
   * the noise, as a row of a Hadamard matrix has it: independent of each other still, but learned
   * sooner than what hangs on one number of many.
   */
  private static final class Values {
    private final float[] noise;
    private int row;

    Values(float[] noise) {
      this.noise = noise;
    }

    /** Each as likely as the others: that whose value is the largest. */
    <T> T choice(List<T> choices) {
      T chosen = null;
      double largest = Double.NEGATIVE_INFINITY;
      for (T each : choices) {
        double value = next();
        if (value > largest) {
          largest = value;
          chosen = each;
        }
      }
      return chosen;
    }

    double between(double from, double to) {
      return from + (to - from) / (1 + Math.exp(-LOGISTIC * next()));
    }

    private double next() {
      int length = Integer.highestOneBit(noise.length);
      double sum = 0;
      for (int i = 0; i < length; i++) {
        sum += Integer.bitCount(row & i) % 2 == 0 ? noise[i] : -noise[i];
      }
      row++;
      return sum / Math.sqrt(length);
    }
  }
}
