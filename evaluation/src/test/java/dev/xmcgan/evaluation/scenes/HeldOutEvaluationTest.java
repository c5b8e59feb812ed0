package dev.xmcgan.evaluation.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.paired.Measure;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeldOutEvaluationTest {
  private static final int COUNT = 64;

  private static NDManager manager;
  private static SceneJudge judge;
  private static final List<String> CAPTIONS = new ArrayList<>();
  private static final List<RgbImage> IMAGES = new ArrayList<>();

  @BeforeAll
  static void drawScenes() throws IOException {
    manager = NDManager.newBaseManager();
    judge = SceneJudge.builtIn(manager);
    SceneSampler sampler = new SceneSampler(5, Split.VALIDATION, Drift.none());
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.REFERENCE_SIZE);
    for (int i = 0; i < 2 * COUNT; i++) {
      Scene scene = sampler.scene(i);
      CAPTIONS.add(SceneCaptions.of(scene, false).get(0));
      IMAGES.add(renderer.render(scene));
    }
  }

  @AfterAll
  static void freeJudge() {
    judge.close();
    manager.close();
  }

  @Test
  void imagesThatFitTheirCaptionsScoreBetterThanNoise() {
    // given
    SplittableRandom random = new SplittableRandom(1);
    List<SceneSample> right = new ArrayList<>();
    List<SceneSample> noise = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      byte[] rgb = new byte[64 * 64 * 3];
      random.nextBytes(rgb);
      right.add(new SceneSample(CAPTIONS.get(i), IMAGES.get(i), IMAGES.get(COUNT + i)));
      noise.add(new SceneSample(CAPTIONS.get(i), RgbImage.square(64, rgb), IMAGES.get(COUNT + i)));
    }

    // when
    List<Measure> good = new HeldOutEvaluation(judge).measure(right, "scenes");
    List<Measure> bad = new HeldOutEvaluation(judge).measure(noise, "scenes");

    // then: both metrics tell them apart, measured in the same way
    assertThat(good).extracting(Measure::metric).containsExactly("judge-everything", "kid");
    assertThat(good.get(0).above(bad.get(0)).value()).isGreaterThan(0.5);
    assertThat(good.get(1).above(bad.get(1)).isBetter()).isTrue();
    assertThat(good.get(1).score().value())
        .as("no farther from real images than real ones from each other")
        .isLessThan(2 * Math.abs(good.get(1).floor().orElseThrow()) + 0.01);
  }

  @Test
  void captionsOfOtherImagesLeaveTheDistanceAlone() {
    // given
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      samples.add(new SceneSample("a cat on a mat, no. " + i, IMAGES.get(i), IMAGES.get(i)));
    }

    // when
    List<Measure> measures = new HeldOutEvaluation(judge).measure(samples, "cats");

    // then
    assertThat(measures).extracting(Measure::metric).containsExactly("kid");
    assertThat(measures.get(0).score().value()).isLessThan(0.01);
  }
}
