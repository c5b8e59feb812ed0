package dev.xmcgan.evaluation.diversity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiversityEvaluationTest {
  private static final int COUNT = 240;

  @Test
  void aGeneratorThatDrawsWhatIsOpenAlwaysAlikeIsFoundOutByItsTerseCaptions() throws IOException {
    // given: other scenes for full captions, other scenes by night for terse ones
    SceneSampler sampler = new SceneSampler(31, Split.VALIDATION, Drift.none());
    SceneRenderer renderer = new SceneRenderer(SceneRenderer.REFERENCE_SIZE);
    try (NDManager manager = NDManager.newBaseManager();
        SceneJudge judge = SceneJudge.builtIn(manager);
        DiversityEvaluation evaluation = new DiversityEvaluation(judge, "scenes 31", 1)) {
      for (int i = 0; i < COUNT; i++) {
        Scene scene = sampler.scene(i);
        Scene other = sampler.scene(COUNT + i);
        boolean terse = i % 2 == 0;
        String caption = terse ? SceneCaptions.terse(scene) : SceneCaptions.of(scene, false).get(0);
        Scene drawn = terse ? new Scene(Background.NIGHT, other.objects(), other.detail()) : other;
        evaluation.add(
            List.of(caption),
            List.<RgbImage>of(renderer.render(drawn)),
            List.of(renderer.render(scene)));
      }

      // when
      EvaluationReport report = evaluation.report();

      // then
      double full = report.score("fid-full").orElseThrow().value();
      double terse = report.score("fid-terse").orElseThrow().value();
      double floor = report.realScore("fid-terse").orElseThrow().value();
      System.out.printf("fid of full captions %.1f, terse %.1f, floor %.1f%n", full, terse, floor);
      assertThat(full).isLessThan(1.5 * report.realScore("fid-full").orElseThrow().value());
      assertThat(terse).isGreaterThan(2 * floor);
      assertThat(report.score("fid-partial")).isEmpty();
      assertThat(report.score("precision").orElseThrow().value()).isGreaterThan(0.8);
      assertThat(report.score("coverage").orElseThrow().value())
          .isLessThan(report.realScore("coverage").orElseThrow().value());
      assertThat(report.score("grid-2").orElseThrow().value()).isLessThan(0.1);
    }
  }
}
