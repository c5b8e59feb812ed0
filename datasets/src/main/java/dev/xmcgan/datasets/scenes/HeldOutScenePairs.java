package dev.xmcgan.datasets.scenes;

import java.util.Map;

/**
 * The colour–shape pairs that training never shows, one for each shape and each colour, so that
 * every shape and every colour is seen often but these eight combinations are not: what a model
 * makes of them measures composition. Never change the list, for old checkpoints were trained
 * without it.
 */
public final class HeldOutScenePairs {
  private static final Map<SceneShape, SceneColour> PAIRS =
      Map.of(
          SceneShape.CIRCLE, SceneColour.PURPLE,
          SceneShape.SQUARE, SceneColour.PINK,
          SceneShape.TRIANGLE, SceneColour.BLUE,
          SceneShape.STAR, SceneColour.LIME,
          SceneShape.HEART, SceneColour.ORANGE,
          SceneShape.CROSS, SceneColour.RED,
          SceneShape.RING, SceneColour.YELLOW,
          SceneShape.DIAMOND, SceneColour.BROWN);

  private HeldOutScenePairs() {}

  /** The colour that training never shows of each shape. */
  public static Map<SceneShape, SceneColour> all() {
    return PAIRS;
  }

  static boolean contains(SceneColour colour, SceneShape shape) {
    return PAIRS.get(shape) == colour;
  }
}
