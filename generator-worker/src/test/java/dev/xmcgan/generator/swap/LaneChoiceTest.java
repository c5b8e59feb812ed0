package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.drawing.LaneTrial.Setting;
import dev.xmcgan.generator.testing.LogLines;
import dev.xmcgan.generator.testing.WorkerConfigs;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneChoiceTest {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  @TempDir Path directory;

  @Test
  void whatIsNotGivenComesFromTheMachine() {
    int lanes = Math.min(CORES, 4);
    assertThat(configured(Map.of())).isEqualTo(new Setting(lanes, Math.max(1, CORES / lanes)));
    assertThat(configured(Map.of("device", "gpu"))).isEqualTo(new Setting(1, CORES));
    assertThat(configured(Map.of("lanes", "1"))).isEqualTo(new Setting(1, CORES));
    assertThat(configured(Map.of("lanes", "3", "threads", "5"))).isEqualTo(new Setting(3, 5));
  }

  @Test
  void oneLineAtTheStartSaysWhatDraws() {
    try (LogLines log = new LogLines(LaneChoice.class)) {
      // when
      new LaneChoice(drawing(Map.of("lanes", "3", "threads", "5")), Device.cpu());
      new LaneChoice(
          drawing(Map.of("device", "cuda:1", "threads", "7", "precision", "float16")),
          Device.gpu(1));

      // then
      assertThat(log.lines())
          .satisfiesExactly(
              cpu ->
                  assertThat(cpu)
                      .contains("configuredDevice=auto", " device=cpu", "lanes=3", "threads=5")
                      .contains("precision=float32"),
              gpu ->
                  assertThat(gpu)
                      .contains("configuredDevice=cuda:1", " device=cuda:1", "lanes=1", "threads=7")
                      .contains("precision=float16"));
    }
  }

  @Test
  void whatATrialFindsIsNotSaidBeforeIt() {
    try (LogLines log = new LogLines(LaneChoice.class)) {
      // when
      new LaneChoice(drawing(Map.of("lane-trial", "true")), Device.cpu());

      // then
      assertThat(log.lines()).isEmpty();
    }
  }

  private Setting configured(Map<String, String> keys) {
    return LaneChoice.configured(drawing(keys));
  }

  private WorkerConfig.Drawing drawing(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("text-encoder", WorkerConfigs.encoderIn(directory).toString());
    return WorkerConfigs.of(all).drawing();
  }
}
