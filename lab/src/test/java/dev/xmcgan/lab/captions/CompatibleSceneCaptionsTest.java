package dev.xmcgan.lab.captions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.SceneCaptions;
import dev.xmcgan.datasets.scenes.SceneSampler;
import dev.xmcgan.datasets.scenes.Split;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibleSceneCaptionsTest {
  private final CompatibleSceneCaptions captions = new CompatibleSceneCaptions();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a red circle | a red circle on sand",
        "a large red circle | a red circle on sand",
        "a red circle and a blue star | a small blue star below a large red circle at night",
        "a red circle above a blue star | a blue star under a red circle",
        "a cat on a mat | a cat on a mat"
      })
  void whatMayBeOfOneSceneIsCompatible(String one, String other) {
    assertThat(captions.areCompatible(one, other)).isTrue();
    assertThat(captions.areCompatible(other, one)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a red circle | a red star",
        "a red circle | a cat on a mat",
        "a cat on a mat | a cat",
        "a red circle | a blue circle",
        "a red circle | a red circle and a blue star",
        "a large red circle | a small red circle on sand",
        "a red circle in the snow | a red circle on sand",
        "a red circle and a blue star | a red star and a blue circle",
        "a red circle above a blue star | a blue star above a red circle",
        "a red circle above a blue star | a red circle left of a blue star"
      })
  void whatContradictsIsNot(String one, String other) {
    assertThat(captions.areCompatible(one, other)).isFalse();
    assertThat(captions.areCompatible(other, one)).isFalse();
  }

  @Test
  void allCaptionsOfASceneAreCompatible() {
    SceneSampler scenes = new SceneSampler(3, Split.TRAIN, Drift.none());
    for (int i = 0; i < 200; i++) {
      List<String> all = SceneCaptions.of(scenes.scene(i), true);
      for (String one : all) {
        assertThat(all).allMatch(other -> captions.areCompatible(one, other), "true of " + one);
      }
    }
  }
}
