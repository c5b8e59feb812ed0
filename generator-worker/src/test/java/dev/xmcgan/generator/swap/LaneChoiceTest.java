package dev.xmcgan.generator.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.generator.drawing.LaneTrial.Setting;
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

  private Setting configured(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.put("text-encoder", WorkerConfigs.encoderIn(directory).toString());
    return LaneChoice.configured(WorkerConfigs.of(all).drawing());
  }
}
