package dev.xmcgan.lab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.evaluation.scores.EvaluationReport;
import dev.xmcgan.evaluation.scores.Score;
import dev.xmcgan.model.text.TextEncoder;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With the shipped weights. */
class HeldOutScenesTest {
  private static TextEncoder encoder;

  @BeforeAll
  static void open() throws IOException {
    encoder = TextEncoder.load(Home.locate().textEncoder(), Device.cpu());
  }

  @AfterAll
  static void close() {
    encoder.close();
  }

  @Test
  void starterKnowsTheBackgroundsItHasSeen() throws IOException {
    // given
    HeldOutScenes scenes = HeldOutScenes.draw("validation", 12, 5, Drift.none(), scene -> true, 64);

    // when
    EvaluationReport report = scenes.judge(Home.locate().starter(), encoder, Device.cpu());

    // then
    assertThat(value(report, "judge-background")).isGreaterThan(0.7);
    assertThat(value(report, "soa-i")).isBetween(0.0, 1.0);
    assertThat(report.realScore("soa-c").map(Score::value)).contains(1.0);
    assertThat(scenes.judge(Home.locate().starter(), encoder, Device.cpu())).isEqualTo(report);
  }

  @Test
  void scenesOfAKindAskForThatKindAlone() throws IOException {
    // given: a background that the starter has never seen
    HeldOutScenes scenes =
        HeldOutScenes.draw(
            "sunsets", 6, 5, Drift.everythingFrom(0), scene -> scene.background().isDrifted(), 64);

    // when
    EvaluationReport report = scenes.judge(Home.locate().starter(), encoder, Device.cpu());

    // then
    assertThat(value(report, "judge-background")).isLessThan(0.5);
    assertThat(report.realScore("judge-background").map(Score::value)).contains(1.0);
  }

  private static double value(EvaluationReport report, String metric) {
    return report.score(metric).orElseThrow().value();
  }
}
