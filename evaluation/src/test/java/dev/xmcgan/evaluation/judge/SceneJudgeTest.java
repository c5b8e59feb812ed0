package dev.xmcgan.evaluation.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.scenes.Aspect;
import dev.xmcgan.evaluation.scenes.CaptionReader;
import dev.xmcgan.evaluation.scenes.Verdicts;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.model.checkpoint.SafeTensors;
import dev.xmcgan.model.layers.Parameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneJudgeTest {

  /** No seed that the judge was trained on. */
  private static final long FRESH = 7;

  private static NDManager manager;
  private static SceneJudge judge;

  @BeforeAll
  static void loadJudge() throws IOException {
    manager = NDManager.newBaseManager();
    judge = SceneJudge.builtIn(manager);
  }

  @AfterAll
  static void freeJudge() {
    judge.close();
    manager.close();
  }

  @Test
  void readsFreshScenesRight() {
    // when
    Verdicts verdicts = verdicts("validation", Split.VALIDATION, Drift.none(), 800, 0);

    // then
    assertThat(share(verdicts, Aspect.BACKGROUND)).isGreaterThanOrEqualTo(0.99);
    assertThat(share(verdicts, Aspect.COUNT)).isGreaterThanOrEqualTo(0.99);
    assertThat(share(verdicts, Aspect.COLOUR)).isGreaterThanOrEqualTo(0.97);
    assertThat(share(verdicts, Aspect.SIZE)).isGreaterThanOrEqualTo(0.97);
    assertThat(share(verdicts, Aspect.SHAPE)).isGreaterThanOrEqualTo(0.95);
    assertThat(share(verdicts, Aspect.RELATION)).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void readsColoursOnShapesThatAGeneratorNeverSaw() {
    // when
    Verdicts verdicts = verdicts("composition", Split.COMPOSITION, Drift.none(), 400, 0);

    // then
    assertThat(share(verdicts, Aspect.COLOUR)).isGreaterThanOrEqualTo(0.97);
    assertThat(share(verdicts, Aspect.SHAPE)).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void readsDriftedScenes() {
    // when
    Verdicts verdicts = verdicts("drifted", Split.VALIDATION, Drift.everythingFrom(0), 400, 0);

    // then
    assertThat(share(verdicts, Aspect.BACKGROUND)).isGreaterThanOrEqualTo(0.99);
    assertThat(share(verdicts, Aspect.COLOUR)).isGreaterThanOrEqualTo(0.95);
    assertThat(share(verdicts, Aspect.SHAPE)).isGreaterThanOrEqualTo(0.93);
  }

  @Test
  void captionsOfOtherScenesAreFoundWrong() {
    // when: every image under the caption of the next one
    Verdicts verdicts = verdicts("shifted captions", Split.VALIDATION, Drift.none(), 400, 1);

    // then: about what chance gives
    assertThat(share(verdicts, Aspect.BACKGROUND)).isLessThan(0.25);
    assertThat(share(verdicts, Aspect.COLOUR)).isLessThan(0.35);
    assertThat(share(verdicts, Aspect.SHAPE)).isLessThan(0.1);
    assertThat(share(verdicts, Aspect.EVERYTHING)).isZero();
  }

  @Test
  void findsWhereObjectsAre() {
    // given
    SceneSampler sampler = new SceneSampler(FRESH, Split.VALIDATION, Drift.none());
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.REFERENCE_SIZE);
    double off = 0;
    int found = 0;
    for (int i = 0; i < 100; i++) {
      Scene scene = sampler.scene(i);

      // when
      SceneReading reading = judge.judge(List.of(renderer.render(scene))).get(0).reading();

      // then
      for (SceneObject placed : scene.objects()) {
        SeenObject seen = reading.ofColour(placed.colour().word()).orElse(null);
        if (seen != null) {
          off += Math.hypot(seen.x() - placed.x(), seen.y() - placed.y());
          found++;
        }
      }
    }
    System.out.printf("judge: centres are off by %.2f pixels%n", off / found);
    assertThat(off / found).isLessThan(0.5);
  }

  @Test
  void seesNothingOnAnEmptyImage() {
    // given
    byte[] grey = new byte[64 * 64 * 3];
    Arrays.fill(grey, (byte) 120);

    // when
    SceneReading reading = judge.judge(List.of(RgbImage.square(64, grey))).get(0).reading();

    // then
    assertThat(reading.objects()).isEmpty();
  }

  @Test
  void readsLargerImagesAfterShrinkingThem() {
    // given
    SceneSampler sampler = new SceneSampler(FRESH, Split.VALIDATION, Drift.none());
    SceneRenderer large = new SceneRenderer(128);
    CaptionReader captions = new CaptionReader(judge.vocabulary());
    Verdicts verdicts = new Verdicts();

    // when
    for (int i = 0; i < 100; i++) {
      Scene scene = sampler.scene(i);
      SceneReading reading = judge.judge(List.of(large.render(scene))).get(0).reading();
      verdicts.add(captions.read(SceneCaptions.of(scene, false).get(0)), reading);
    }

    // then
    assertThat(share(verdicts, Aspect.COLOUR)).isGreaterThan(0.95);
    assertThat(share(verdicts, Aspect.SHAPE)).isGreaterThan(0.9);
  }

  @Test
  void anImagesAnswerDoesNotDependOnItsBatch() {
    // given
    SceneSampler sampler = new SceneSampler(FRESH, Split.VALIDATION, Drift.none());
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.REFERENCE_SIZE);
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      images.add(renderer.render(sampler.scene(i)));
    }

    // when
    List<SceneJudge.Judged> together = judge.judge(images);
    SceneReading alone = judge.judge(List.of(images.get(69))).get(0).reading();

    // then
    assertThat(together).hasSize(70);
    SceneReading among = together.get(69).reading();
    assertThat(among.background().best()).isEqualTo(alone.background().best());
    assertThat(among.objects()).hasSameSizeAs(alone.objects());
  }

  @Test
  void aFileThatIsNoJudgeIsRefused(@TempDir Path directory) throws IOException {
    // given: the right vocabulary, other tensors
    Path file = directory.resolve("other.safetensors");
    try (Parameters other = new Parameters(manager)) {
      other.put("weight", other.manager().create(new float[] {1, 2}));
      SafeTensors.write(file, other.asMap(), judge.vocabulary().metadata());
    }

    // when, then
    assertThatThrownBy(() -> SceneJudge.load(file, manager))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  private static Verdicts verdicts(
      String name, Split split, Drift drift, int count, int captionShift) {
    SceneSampler sampler = new SceneSampler(FRESH, split, drift);
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.REFERENCE_SIZE);
    CaptionReader captions = new CaptionReader(judge.vocabulary());
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(renderer.render(sampler.scene(i)));
    }
    List<SceneJudge.Judged> judged = judge.judge(images);
    Verdicts verdicts = new Verdicts();
    for (int i = 0; i < count; i++) {
      // the usual caption comes first; it says everything
      String caption = SceneCaptions.of(sampler.scene(i + captionShift), false).get(0);
      verdicts.add(captions.read(caption), judged.get(i).reading());
    }
    for (Aspect aspect : Aspect.values()) {
      System.out.printf("judge, %s: %s %.4f%n", name, aspect.word(), share(verdicts, aspect));
    }
    return verdicts;
  }

  private static double share(Verdicts verdicts, Aspect aspect) {
    Verdicts.Tally tally = verdicts.of(aspect);
    return (double) tally.right() / tally.asked();
  }
}
