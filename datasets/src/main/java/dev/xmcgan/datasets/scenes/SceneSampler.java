package dev.xmcgan.datasets.scenes;

import dev.xmcgan.datasets.scenes.Drift.Novelty;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Decides what a scene shows. Scene i depends on the seed, the split and i alone, so that any part
 * of the endless data set can be made anywhere, in any order.
 */
public final class SceneSampler {
  private static final double SHARE_OF_SINGLES = 0.35;
  private static final double EDGE = 1;
  private static final double MIDDLE = SceneRenderer.REFERENCE_SIZE / 2.0;

  private final long seed;
  private final Split split;
  private final Drift drift;

  public SceneSampler(long seed, Split split, Drift drift) {
    this.seed = seed;
    this.split = split;
    this.drift = drift;
  }

  /** The scene of that index, 0 or more. */
  public Scene scene(long index) {
    SplittableRandom random = new SplittableRandom(mix(mix(mix(seed) + split.ordinal()) + index));
    Background background = pick(random, known(Background.values(), Novelty.BACKGROUNDS, index));
    List<SceneObject> objects;
    do {
      objects = objects(random, index);
    } while (!fitsSplit(objects));
    return new Scene(background, objects, random.nextLong());
  }

  private boolean fitsSplit(List<SceneObject> objects) {
    boolean heldOut = objects.stream().anyMatch(SceneObject::isHeldOut);
    return heldOut == (split == Split.COMPOSITION);
  }

  private List<SceneObject> objects(SplittableRandom random, long index) {
    List<SceneShape> shapes = known(SceneShape.values(), Novelty.SHAPES, index);
    List<SceneColour> colours = known(SceneColour.values(), Novelty.COLOURS, index);
    SceneColour colour = pick(random, colours);
    SceneSize size = pick(random, List.of(SceneSize.values()));
    double radius = radius(random, size);
    if (random.nextDouble() < SHARE_OF_SINGLES) {
      double x = MIDDLE + random.nextDouble(-5, 5);
      double y = MIDDLE + random.nextDouble(-5, 5);
      return List.of(new SceneObject(pick(random, shapes), colour, size, x, y, radius));
    }
    SceneColour other = colour;
    while (other == colour) {
      other = pick(random, colours);
    }
    SceneSize otherSize = pick(random, List.of(SceneSize.values()));
    double otherRadius = radius(random, otherSize);

    // on the axis of the relation about 30 apart, across it under 12
    double apart = random.nextDouble(28.5, 32);
    double first =
        random.nextDouble(EDGE + radius, SceneRenderer.REFERENCE_SIZE - EDGE - otherRadius - apart);
    double second = first + apart;
    double across = MIDDLE + random.nextDouble(-6, 6);
    double otherAcross = across + random.nextDouble(-9, 9);
    boolean horizontal = random.nextBoolean();
    SceneObject nearer =
        new SceneObject(
            pick(random, shapes),
            colour,
            size,
            horizontal ? first : across,
            horizontal ? across : first,
            radius);
    SceneObject further =
        new SceneObject(
            pick(random, shapes),
            other,
            otherSize,
            horizontal ? second : otherAcross,
            horizontal ? otherAcross : second,
            otherRadius);
    return random.nextBoolean() ? List.of(nearer, further) : List.of(further, nearer);
  }

  private <T extends Attribute> List<T> known(T[] values, Novelty novelty, long index) {
    Stream<T> all = Arrays.stream(values);
    return (drift.shows(novelty, index) ? all : all.filter(value -> !value.isDrifted())).toList();
  }

  private static double radius(SplittableRandom random, SceneSize size) {
    return random.nextDouble(size.smallestRadius(), size.largestRadius());
  }

  private static <T> T pick(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** The finaliser of SplitMix64: neighbouring numbers become unrelated ones. */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
