package dev.xmcgan.evaluation.judge;

import dev.xmcgan.datasets.scenes.Attribute;
import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.SceneColour;
import dev.xmcgan.datasets.scenes.SceneShape;
import dev.xmcgan.datasets.scenes.SceneSize;
import java.util.Arrays;
import java.util.List;

/** The project's drawn scenes as the judge takes them. */
public final class DrawnScenes {

  private DrawnScenes() {}

  /** Every word a scene can use, drifted ones too. */
  public static Vocabulary vocabulary() {
    return new Vocabulary(
        words(Background.values()),
        words(SceneColour.values()),
        words(SceneShape.values()),
        words(SceneSize.values()));
  }

  private static List<String> words(Attribute[] values) {
    return Arrays.stream(values).map(Attribute::word).toList();
  }
}
