package dev.xmcgan.generator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.config.Precision;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSettingsTest {
  @TempDir Path encoder;

  @BeforeEach
  void layTheEncodersFiles() throws IOException {
    for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
      Files.writeString(encoder.resolve(file), "");
    }
  }

  @Test
  void textEncoderIsAllThatMustBeGiven() {
    // when
    WorkerSettings settings = settings(Map.of());

    // then
    assertThat(settings.channel()).isEqualTo("stable");
    assertThat(settings.batch().maxImages()).isEqualTo(16);
    assertThat(settings.batch().linger()).isEqualTo(Duration.ofMillis(20));
    int cores = Runtime.getRuntime().availableProcessors();
    assertThat(settings.lanes()).isEqualTo(Math.min(cores, 4));
    assertThat(settings.threads()).isEqualTo(Math.max(1, cores / settings.lanes()));
    assertThat(settings.dataDir()).isAbsolute();
  }

  @Test
  void aWorkerThatWasGivenNoNameHasOneOfItsOwn() {
    // given
    Map<String, String> elsewhere = Map.of("data-dir", encoder.resolve("other").toString());

    // then
    assertThat(settings(Map.of()).id())
        .startsWith("generator-worker-")
        .isEqualTo(settings(Map.of()).id())
        .isNotEqualTo(settings(elsewhere).id());
    assertThat(settings(Map.of("id", "w-1")).id()).isEqualTo("w-1");
  }

  @ParameterizedTest
  @CsvSource({
    "id,two words",
    "max-batch,0",
    "max-batch,257",
    "linger,-1ms",
    "latency-target,-1ms",
    "max-wait,-1s",
    "threads,0",
    "lanes,0",
    "lanes,65",
    "extra-generators,0",
    "status-interval,0s",
    "text-encoder,no/such/directory"
  })
  void impossibleValueIsRefusedByTheNameOfItsKey(String key, String value) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.worker." + key);
  }

  @Test
  void lanesAndThreadsAreTriedOutOnRequestWhereNeitherIsGiven() {
    assertThat(settings(Map.of()).triesLanes()).as("bytes must not hang on it").isFalse();
    assertThat(settings(Map.of("lane-trial", "true")).triesLanes()).isTrue();
    assertThat(settings(Map.of("lane-trial", "true", "lanes", "2")).triesLanes()).isFalse();
    assertThat(settings(Map.of("lane-trial", "true", "threads", "2")).triesLanes()).isFalse();
  }

  @Test
  void aLatencyTargetOfNothingKeepsToTheLimits() {
    assertThat(settings(Map.of()).batch().latencyTarget()).isEmpty();
    assertThat(settings(Map.of("latency-target", "500ms")).batch().latencyTarget())
        .contains(Duration.ofMillis(500));
  }

  @Test
  void halfPrecisionIsForGpus() {
    // given
    Map<String, String> keys = Map.of("device", "cpu", "precision", "float16");

    // then
    assertThatThrownBy(() -> settings(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.worker.precision");
    assertThat(settings(Map.of("device", "gpu", "precision", "float16")).precision())
        .isEqualTo(Precision.FLOAT16);
  }

  private WorkerSettings settings(Map<String, String> keys) {
    Map<String, String> properties = new HashMap<>();
    properties.put("xmcgan.worker.data-dir", encoder.resolve("data").toString());
    properties.put("xmcgan.worker.text-encoder", encoder.toString());
    keys.forEach((key, value) -> properties.put("xmcgan.worker." + key, value));
    WorkerConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(WorkerConfig.class)
            .withSources(new PropertiesConfigSource(properties, "test", 100))
            .build()
            .getConfigMapping(WorkerConfig.class);
    return WorkerSettings.of(config);
  }
}
