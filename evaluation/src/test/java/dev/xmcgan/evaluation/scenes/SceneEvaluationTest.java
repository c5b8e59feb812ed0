package dev.xmcgan.evaluation.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.evaluation.scores.Scores;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SceneEvaluationTest {

  private static final int COUNT = 300;

  private static NDManager manager;
  private static SceneJudge judge;
  private static List<Scene> scenes;
  private static List<RgbImage> images;
  private static SceneEvaluation evaluation;

  @BeforeAll
  static void drawScenes() throws IOException {
    manager = NDManager.newBaseManager();
    judge = SceneJudge.builtIn(manager);
    evaluation = new SceneEvaluation(judge);
    SceneSampler sampler = new SceneSampler(23, Split.VALIDATION, Drift.none());
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.REFERENCE_SIZE);
    scenes = new ArrayList<>();
    images = new ArrayList<>();
    for (int i = 0; i < 2 * COUNT; i++) {
      Scene scene = sampler.scene(i);
      scenes.add(scene);
      images.add(renderer.render(scene));
    }
  }

  @AfterAll
  static void freeJudge() {
    judge.close();
    manager.close();
  }

  @Test
  void aPerfectGeneratorGetsWhatRealImagesGet() {
    // given: captions of all forms in turn, each under its own image
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      List<String> captions = SceneCaptions.of(scenes.get(i), false);
      samples.add(new SceneSample(captions.get(i % captions.size()), images.get(i), images.get(i)));
    }

    // when
    EvaluationReport report = evaluation.evaluate(samples, "scenes 23", 1);

    // then
    report.generated().forEach(score -> print("real as generated", score));
    assertThat(report.score("judge-everything").orElseThrow().value()).isGreaterThan(0.9);
    assertThat(report.score("r-precision").orElseThrow().value()).isGreaterThan(0.95);
    assertThat(report.score("fid").orElseThrow().value()).isCloseTo(0, within(1e-6));
    for (Score real : report.real()) {
      assertThat(report.score(real.protocol().metric())).contains(real);
    }
  }

  @Test
  void imagesOfOtherCaptionsAreRealButSayNothingOfTheirs() {
    // given
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      String caption = SceneCaptions.of(scenes.get(i), false).get(0);
      samples.add(new SceneSample(caption, images.get(COUNT + i), images.get(i)));
    }

    // when
    EvaluationReport report = evaluation.evaluate(samples, "scenes 23", 1);

    // then: unbiased KID is about nothing, for both are real; captions are as chance has it
    report.generated().forEach(score -> print("real of other captions", score));
    Score kid = report.score("kid").orElseThrow();
    assertThat(Math.abs(kid.value())).isLessThan(2 * kid.deviation().orElseThrow());
    assertThat(report.score("r-precision").orElseThrow().value()).isLessThan(0.05);
    assertThat(report.score("judge-everything").orElseThrow().value()).isLessThan(0.01);
    assertThat(report.realScore("judge-everything").orElseThrow().value()).isGreaterThan(0.9);
  }

  @Test
  void coarseImagesAreFurtherFromRealOnesThanOtherRealOnes() {
    // given
    List<SceneSample> others = new ArrayList<>();
    List<SceneSample> coarse = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      String caption = SceneCaptions.of(scenes.get(i), false).get(0);
      RgbImage other = images.get(COUNT + i);
      others.add(new SceneSample(caption, other, images.get(i)));
      coarse.add(new SceneSample(caption, blocks(other), images.get(i)));
    }

    // when
    EvaluationReport fine = evaluation.evaluate(others, "scenes 23", 1);
    EvaluationReport rough = evaluation.evaluate(coarse, "scenes 23", 1);

    // then: the protocols are the same, so the scores may be compared
    Score kid = rough.score("kid").orElseThrow();
    Score fid = rough.score("fid").orElseThrow();
    print("in blocks", kid);
    print("in blocks", fid);
    assertThat(Scores.compare(fine.score("kid").orElseThrow(), kid))
        .isGreaterThan(2 * kid.deviation().orElseThrow());
    assertThat(Scores.compare(fine.score("fid").orElseThrow(), fid)).isGreaterThan(5);
  }

  @Test
  void jsonBringsTheReportBack() {
    // given
    List<SceneSample> samples = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String caption = SceneCaptions.of(scenes.get(i), false).get(0);
      samples.add(new SceneSample(caption, images.get(i), images.get(i)));
    }
    EvaluationReport report = evaluation.evaluate(samples, "scenes 23", 1);

    // when
    EvaluationReport back = EvaluationReport.read(report.json());

    // then: too few captions for R-precision
    assertThat(back).isEqualTo(report);
    assertThat(report.score("r-precision")).isEmpty();
    assertThat(report.score("judge-colour").orElseThrow().protocol().network())
        .isEqualTo(judge.id());
  }

  @Test
  void aReportThatIsNoJsonIsRefused() {
    // when, then
    assertThatThrownBy(() -> EvaluationReport.read("[]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("evaluation report");
  }

  /** Every 4 × 4 pixels the same. */
  private static RgbImage blocks(RgbImage image) {
    byte[] rgb = new byte[image.rgb().length];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int from = (y / 4 * 4 * image.width() + x / 4 * 4) * RgbImage.COLOURS;
        int to = (y * image.width() + x) * RgbImage.COLOURS;
        System.arraycopy(image.rgb(), from, rgb, to, RgbImage.COLOURS);
      }
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }

  private static void print(String name, Score score) {
    System.out.printf(
        "%s: %s %.5f ± %.5f%n",
        name, score.protocol().metric(), score.value(), score.deviation().orElse(Double.NaN));
  }
}
