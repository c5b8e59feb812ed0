package dev.xmcgan.evaluation.diversity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.xmcgan.datasets.scenes.Background;
import dev.xmcgan.datasets.scenes.Scene;
import dev.xmcgan.datasets.scenes.SceneColour;
import dev.xmcgan.datasets.scenes.SceneObject;
import dev.xmcgan.datasets.scenes.SceneShape;
import dev.xmcgan.datasets.scenes.SceneSize;
import dev.xmcgan.datasets.scenes.rendering.SceneRenderer;
import dev.xmcgan.evaluation.judge.SceneJudge;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.images.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenCaptionEvaluationTest {
  private static final Map<OpenAspect, Map<String, Double>> TRUTH =
      Map.of(
          OpenAspect.BACKGROUND, Map.of("snow", 0.5, "night", 0.5),
          OpenAspect.SIZE, Map.of("small", 0.5, "large", 0.5),
          OpenAspect.RELATION, Map.of("left_of", 0.5, "right_of", 0.5));

  private static NDManager manager;
  private static SceneJudge judge;

  @BeforeAll
  static void openJudge() throws IOException {
    manager = NDManager.newBaseManager();
    judge = SceneJudge.builtIn(manager);
  }

  @AfterAll
  static void freeJudge() {
    judge.close();
    manager.close();
  }

  @Test
  void onePictureForEverySeedIsToldFromOneForEach() {
    // given: four scenes, of both backgrounds and sizes, in the corners of a square of 8 pixels
    List<RgbImage> real = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean odd = i % 2 == 1;
      SceneSize size = odd ? SceneSize.LARGE : SceneSize.SMALL;
      double x = i < 2 ? 28 : 36;
      double y = odd ? 28 : 36;
      real.add(
          render(odd ? Background.SNOW : Background.NIGHT, object(SceneColour.RED, size, x, y)));
    }
    List<RgbImage> generated = Collections.nCopies(4, real.get(0));

    // when
    OpenCaptionEvaluation evaluation = new OpenCaptionEvaluation(judge, "squares", TRUTH);
    evaluation.add("a red square", generated, real);
    EvaluationReport report = evaluation.report();

    // then
    assertThat(value(report, "open-background-modal")).isEqualTo(1);
    assertThat(value(report, "open-background-tv")).isEqualTo(0.5);
    assertThat(value(report, "open-size-modal")).isEqualTo(1);
    assertThat(value(report, "open-position")).isCloseTo(0, within(1e-3));
    assertThat(value(report, "open-features")).isCloseTo(0, within(1e-3));
    assertThat(real(report, "open-background-modal")).isEqualTo(0.5);
    assertThat(real(report, "open-background-tv")).isEqualTo(0);
    assertThat(real(report, "open-size-modal")).isEqualTo(0.5);
    // each is 4 off along both axes, of four images one counts for three
    assertThat(real(report, "open-position")).isCloseTo(Math.sqrt(32 * 4 / 3.0), within(0.8));
    assertThat(real(report, "open-features")).isGreaterThan(5);
  }

  @Test
  void whereTwoThingsStandIsOpenOnlyWhereTheCaptionDoesNotSay() {
    // given
    SceneObject red = object(SceneColour.RED, SceneSize.SMALL, 17, 32);
    SceneObject blue = object(SceneColour.BLUE, SceneSize.SMALL, 47, 32);
    SceneObject redRight = object(SceneColour.RED, SceneSize.SMALL, 47, 32);
    SceneObject blueLeft = object(SceneColour.BLUE, SceneSize.SMALL, 17, 32);
    List<RgbImage> both =
        List.of(render(Background.SNOW, red, blue), render(Background.SNOW, redRight, blueLeft));
    OpenCaptionEvaluation open = new OpenCaptionEvaluation(judge, "squares", TRUTH);
    OpenCaptionEvaluation told = new OpenCaptionEvaluation(judge, "squares", TRUTH);

    // when
    open.add("a red square and a blue square", both, both);
    told.add("a small red square left of a small blue square on snow", both, both);

    // then
    assertThat(value(open.report(), "open-relation-modal")).isEqualTo(0.5);
    assertThat(value(open.report(), "open-relation-tv-all")).isEqualTo(0);
    assertThat(told.report().generated())
        .extracting(score -> score.protocol().metric())
        .containsExactly("open-features");
  }

  @Test
  void oneImageOfACaptionTellsNothing() {
    // given
    OpenCaptionEvaluation evaluation = new OpenCaptionEvaluation(judge, "squares", TRUTH);
    List<RgbImage> one =
        List.of(render(Background.SNOW, object(SceneColour.RED, SceneSize.SMALL, 32, 32)));

    // then
    assertThatThrownBy(() -> evaluation.add("a red square", one, one))
        .hasMessageContaining("2 images");
    assertThatThrownBy(evaluation::report).hasMessageContaining("no caption");
  }

  private static SceneObject object(SceneColour colour, SceneSize size, double x, double y) {
    double radius = size == SceneSize.SMALL ? 7.5 : 13;
    return new SceneObject(SceneShape.SQUARE, colour, size, x, y, radius);
  }

  private static RgbImage render(Background background, SceneObject... objects) {
    return new SceneRenderer(SceneRenderer.REFERENCE_SIZE)
        .render(new Scene(background, List.of(objects), 5));
  }

  private static double value(EvaluationReport report, String metric) {
    return report.score(metric).orElseThrow().value();
  }

  private static double real(EvaluationReport report, String metric) {
    return report.realScore(metric).orElseThrow().value();
  }
}
