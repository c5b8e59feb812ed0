package dev.xmcgan.evaluation.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneRenderer;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.Scores;
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
    List<Score> good = new HeldOutEvaluation(judge).evaluate(right, "scenes", 3);
    List<Score> bad = new HeldOutEvaluation(judge).evaluate(noise, "scenes", 3);

    // then: both metrics tell them apart, measured in the same way
    System.out.printf("fitting images: %s%nnoise: %s%n", good, bad);
    assertThat(good)
        .extracting(score -> score.protocol().metric())
        .containsExactly("kid", "r-precision");
    assertThat(Scores.compare(good.get(0), bad.get(0))).isPositive();
    assertThat(Scores.compare(good.get(1), bad.get(1))).isLessThan(-0.5);
  }

  @Test
  void captionsOfOtherImagesLeaveTheDistanceAlone() {
    // given
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      samples.add(new SceneSample("a cat on a mat, no. " + i, IMAGES.get(i), IMAGES.get(i)));
    }

    // when
    List<Score> scores = new HeldOutEvaluation(judge).evaluate(samples, "cats", 3);

    // then
    assertThat(scores).extracting(score -> score.protocol().metric()).containsExactly("kid");
    assertThat(scores.get(0).value()).isLessThan(0.01);
  }
}
