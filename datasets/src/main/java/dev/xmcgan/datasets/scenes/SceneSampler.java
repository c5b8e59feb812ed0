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

  /** Of the image, and how far single objects stray from it. */
  static final double MIDDLE = SceneRenderer.REFERENCE_SIZE / 2.0;

  static final double STRAY = 5;

  /** On the axis of the relation two are about 30 apart, across it under 12. */
  static final double NEAREST = 28.5;

  static final double FURTHEST = 32;
  static final double ACROSS = 6;
  static final double SLANT = 9;

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
      double x = MIDDLE + random.nextDouble(-STRAY, STRAY);
      double y = MIDDLE + random.nextDouble(-STRAY, STRAY);
      return List.of(new SceneObject(pick(random, shapes), colour, size, x, y, radius));
    }
    SceneColour other = colour;
    while (other == colour) {
      other = pick(random, colours);
    }
    SceneSize otherSize = pick(random, List.of(SceneSize.values()));
    double otherRadius = radius(random, otherSize);

    double apart = random.nextDouble(NEAREST, FURTHEST);
    double first = random.nextDouble(firstPlace(radius), lastPlace(otherRadius, apart));
    double across = MIDDLE + random.nextDouble(-ACROSS, ACROSS);
    double otherAcross = across + random.nextDouble(-SLANT, SLANT);
    boolean horizontal = random.nextBoolean();
    SceneObject nearer = new SceneObject(pick(random, shapes), colour, size, first, across, radius);
    SceneObject further =
        new SceneObject(
            pick(random, shapes), other, otherSize, first + apart, otherAcross, otherRadius);
    if (!horizontal) {
      nearer = nearer.at(nearer.y(), nearer.x());
      further = further.at(further.y(), further.x());
    }
    return random.nextBoolean() ? List.of(nearer, further) : List.of(further, nearer);
  }

  /** Where on the axis of the relation the nearer of two objects can be first. */
  static double firstPlace(double radius) {
    return EDGE + radius;
  }

  /** And where last, so that the further one is inside too. */
  static double lastPlace(double furtherRadius, double apart) {
    return SceneRenderer.REFERENCE_SIZE - EDGE - furtherRadius - apart;
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
