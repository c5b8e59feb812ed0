package dev.xmcgan.lab.judge;

import dev.xmcgan.datasets.scenes.Attribute;
import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneColour;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.SceneShape;
import dev.xmcgan.datasets.scenes.SceneSize;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.judge.Vocabulary;
import java.util.Arrays;
import java.util.List;

/** The project's drawn scenes as the judge takes them. */
public final class DrawnScenes {

  private static final int SIZE = SceneRenderer.REFERENCE_SIZE;

  private DrawnScenes() {}

  /** Every word a scene can use, drifted ones too. */
  public static Vocabulary vocabulary() {
    return new Vocabulary(
        words(Background.values()),
        words(SceneColour.values()),
        words(SceneShape.values()),
        words(SceneSize.values()));
  }

  /**
   * Scenes to train on: of four, two plain ones, one with a colour on a shape where the generator's
   * training never has it, so that the judge learns no such link, and one with the drifted words.
   */
  static LabelledScenes forTraining(long seed) {
    SceneSampler plain = new SceneSampler(seed, Split.TRAIN, Drift.none());
    SceneSampler heldOut = new SceneSampler(seed, Split.COMPOSITION, Drift.none());
    SceneSampler drifted = new SceneSampler(seed + 1, Split.TRAIN, Drift.everythingFrom(0));
    SceneRenderer renderer = new SceneRenderer(SIZE);
    return index ->
        labelled(
            switch ((int) (index % 4)) {
              case 0, 1 -> plain.scene(index);
              case 2 -> heldOut.scene(index);
              default -> drifted.scene(index);
            },
            renderer);
  }

  /** The scene drawn, with its truth. */
  private static LabelledScene labelled(Scene scene, SceneRenderer renderer) {
    List<LabelledScene.Placed> objects =
        scene.objects().stream()
            .map(
                object ->
                    new LabelledScene.Placed(
                        object.colour().word(),
                        object.shape().word(),
                        object.size().word(),
                        object.x(),
                        object.y()))
            .toList();
    return new LabelledScene(renderer.render(scene), scene.background().word(), objects);
  }

  private static List<String> words(Attribute[] values) {
    return Arrays.stream(values).map(Attribute::word).toList();
  }
}
