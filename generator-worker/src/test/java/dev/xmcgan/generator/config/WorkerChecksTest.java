package dev.xmcgan.generator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.generator.testing.WorkerConfigs;
import dev.xmcgan.model.config.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerChecksTest {
  @TempDir Path directory;

  @Test
  void textEncoderIsAllThatMustBeGiven() {
    // when
    WorkerConfig config = config(Map.of());

    // then
    assertThat(config.channel()).isEqualTo("stable");
    assertThat(config.batching().maxBatch()).isEqualTo(16);
    assertThat(config.batching().linger()).isEqualTo(Duration.ofMillis(20));
    assertThat(config.drawing().laneTrial()).as("bytes must not hang on it").isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "id,two words",
    "channel,' '",
    "also-serves,stable",
    "max-batch,0",
    "max-batch,257",
    "linger,-1ms",
    "max-wait,-1s",
    "tenant-weights.ann,0",
    "tenant-weights.ann,101",
    "tenant-weights.ann,NaN",
    "threads,0",
    "lanes,0",
    "lanes,65",
    "extra-generators,0",
    "status-interval,0s",
    "text-encoder,no/such/directory"
  })
  void impossibleValueIsRefusedByTheNameOfItsKey(String key, String value) {
    assertThatThrownBy(() -> config(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.worker." + key);
  }

  @Test
  void weightsGoByTheNamesOfTenants() {
    // when
    WorkerConfig config =
        config(Map.of("tenant-weights.ann", "2", "tenant-weights.\"bob@home.org\"", "0.5"));

    // then
    assertThat(config.batching().tenantWeights())
        .containsExactlyInAnyOrderEntriesOf(Map.of("ann", 2.0, "bob@home.org", 0.5));
  }

  @Test
  void halfPrecisionIsForGpus() {
    // given
    Map<String, String> keys = Map.of("device", "cpu", "precision", "float16");

    // then
    assertThatThrownBy(() -> config(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.worker.precision");
    assertThat(config(Map.of("device", "gpu", "precision", "float16")).drawing().precision())
        .isEqualTo(Precision.FLOAT16);
    assertThat(config(Map.of("device", "cuda:3", "precision", "float16")).drawing().device().gpu())
        .isEqualTo(3);
  }

  @Test
  void bfloat16IsForProcessors() {
    // given
    Map<String, String> keys = Map.of("device", "gpu", "precision", "bfloat16");

    // then
    assertThatThrownBy(() -> config(keys))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.worker.precision");
    assertThat(config(Map.of("device", "cpu", "precision", "bfloat16")).drawing().precision())
        .isEqualTo(Precision.BFLOAT16);
  }

  private WorkerConfig config(Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    all.putIfAbsent("text-encoder", WorkerConfigs.encoderIn(directory).toString());
    return WorkerConfigs.of(all);
  }
}
