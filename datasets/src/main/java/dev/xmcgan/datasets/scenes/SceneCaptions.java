package dev.xmcgan.datasets.scenes;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/** What can truly be said of a scene, in several ways; what a caption leaves out may vary. */
public final class SceneCaptions {

  /** Apart from the numbers the renderer takes from the same seed. */
  private static final long CAPTION_STREAM = 0x63617074696f6eL;

  private final Scene scene;
  private final SplittableRandom random;

  private SceneCaptions(Scene scene) {
    this.scene = scene;
    this.random = new SplittableRandom(SceneSampler.mix(scene.detail() ^ CAPTION_STREAM));
  }

  /**
   * Distinct captions: terse, plain, usual, background first, reversed.
   *
   * @param narrated add a longer one of two sentences
   */
  public static List<String> of(Scene scene, boolean narrated) {
    SceneCaptions captions = new SceneCaptions(scene);
    Set<String> all = new LinkedHashSet<>();
    all.add(captions.usual());
    all.add(captions.terse());
    all.add(captions.plain());
    all.add(captions.backgroundFirst());
    all.add(captions.reversed());
    if (narrated) {
      all.add(captions.narrated());
    }
    return new ArrayList<>(all);
  }

  /** What says nothing but colours and shapes, {@code a red circle and a blue square}. */
  public static String terse(Scene scene) {
    return new SceneCaptions(scene).terse();
  }

  /** {@code a red circle and a blue square}. */
  private String terse() {
    String first = brief(scene.objects().get(0));
    return isPair() ? first + " and " + brief(scene.objects().get(1)) : first;
  }

  /** {@code a large red circle above a small blue square}. */
  private String plain() {
    return isPair() ? related(0, 1) : full(scene.objects().get(0));
  }

  /** {@code a large red circle above a small blue square on green grass}. */
  private String usual() {
    return plain() + " " + background();
  }

  /** {@code at night, a large red circle above a small blue square}. */
  private String backgroundFirst() {
    return background() + ", " + plain();
  }

  /** {@code a small blue square below a large red circle on grass}. */
  private String reversed() {
    if (isPair()) {
      return related(1, 0) + " " + background();
    }
    return brief(scene.objects().get(0)) + " " + background();
  }

  /** Two sentences, as one would speak while looking. */
  private String narrated() {
    String opening =
        pick(
            switch (scene.background()) {
              case SKY -> List.of("In this image I can see the blue sky with some clouds.");
              case GRASS -> List.of("In this image I can see the green grass.");
              case SAND -> List.of("In this image there is sand on the ground.");
              case NIGHT -> List.of("This image is taken at night, and there are stars.");
              case WATER -> List.of("In this image I can see the water with waves.");
              case SNOW -> List.of("In this image there is white snow everywhere.");
              case SUNSET -> List.of("In this image I can see the sunset.");
            });
    SceneObject first = scene.objects().get(0);
    if (!isPair()) {
      return opening + " In the middle there is " + full(first) + ".";
    }
    SceneObject second = scene.objects().get(1);
    String where =
        switch (Relation.between(second, first)) {
          case LEFT_OF -> "to the left of it";
          case RIGHT_OF -> "to the right of it";
          case ABOVE -> "above it";
          case BELOW -> "below it";
        };
    return "%s There is %s, and %s there is %s."
        .formatted(opening, full(first), where, full(second));
  }

  private String related(int first, int second) {
    SceneObject subject = scene.objects().get(first);
    SceneObject other = scene.objects().get(second);
    String relation = pick(Relation.between(subject, other).phrases());
    return full(subject) + " " + relation + " " + full(other);
  }

  private boolean isPair() {
    return scene.objects().size() == 2;
  }

  private String background() {
    return pick(scene.background().phrases());
  }

  private static String full(SceneObject object) {
    return "a " + object.size().word() + " " + object.colour().word() + " " + object.shape().word();
  }

  private static String brief(SceneObject object) {
    String colour = object.colour().word().toLowerCase(Locale.ROOT);
    String article = "aeiou".indexOf(colour.charAt(0)) >= 0 ? "an " : "a ";
    return article + colour + " " + object.shape().word();
  }

  private String pick(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
