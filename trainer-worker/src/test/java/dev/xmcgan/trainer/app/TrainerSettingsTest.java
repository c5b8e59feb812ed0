package dev.xmcgan.trainer.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.training.TrainingConfig;
import dev.xmcgan.trainer.gate.GateSettings.WithoutScores;
import dev.xmcgan.trainer.replay.WindowLimits;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerSettingsTest {
  @TempDir private Path encoder;

  @BeforeEach
  void encoderFiles() throws Exception {
    for (String name : new String[] {"config.json", "tokenizer.json", "model.safetensors"}) {
      Files.createFile(encoder.resolve(name));
    }
  }

  @Test
  void defaultsAreThoseOfTheStarter() {
    // when
    TrainerSettings settings = settings(Map.of());

    // then
    assertThat(settings.loop().trainerId()).matches("trainer-.+-[0-9a-f]{6}");
    assertThat(settings.loop().channel()).isEqualTo("stable");
    assertThat(settings.releases().release()).isTrue();
    assertThat(settings.releases().rollback()).isTrue();
    assertThat(settings.releases().gate()).isTrue();
    assertThat(settings.loop().autoRelease()).as("past the gate").isFalse();
    assertThat(settings.gate().images()).isEqualTo(128);
    assertThat(settings.gate().withoutScores()).isEqualTo(WithoutScores.HOLD);
    assertThat(settings.loop().window()).isEqualTo(WindowLimits.ofPairs(20_000));
    assertThat(settings.loop().pace().stepsPerPair()).isEqualTo(0.125);
    assertThat(settings.loop().pace().smallStream()).isEqualTo(5000);
    assertThat(settings.loop().checkpointInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.preset()).isEqualTo(ModelConfig.starter64());
    assertThat(settings.training().batchSize()).isEqualTo(16);
    assertThat(settings.threads()).isEqualTo(1);
    assertThat(settings.rules(64).heldOutShare()).isEqualTo(0.05);
    assertThat(settings.rules(64).blank().minContent()).isEqualTo(0.002);
  }

  @Test
  void aCheckpointIsTrainedAsItsShapeSaysWhateverThePreset() {
    // when
    TrainerSettings settings =
        settings(Map.of("preset", "official-128", "learning-rate.generator", "3e-4"));

    // then: what is given holds for all
    TrainingConfig starter = settings.trainings().apply(ModelConfig.starter64());
    assertThat(starter.batchSize()).isEqualTo(16);
    assertThat(starter.discriminatorLearningRate()).isEqualTo(8e-4);
    assertThat(starter.generatorLearningRate()).isEqualTo(3e-4);
    assertThat(settings.loop().hardNegatives().apply(ModelConfig.starter64()).groupSize())
        .isEqualTo(4);
    assertThat(settings.training().batchSize()).isEqualTo(256);
    assertThat(settings.loop().hardNegatives().apply(ModelConfig.official128()).groupSize())
        .isEqualTo(1);
  }

  @Test
  void withoutTheGateACheckpointIsReleasedInItsOwnTransaction() {
    assertThat(settings(Map.of("gate.enabled", "false")).loop().autoRelease()).isTrue();
    assertThat(
            settings(Map.of("gate.enabled", "false", "auto-release", "false")).loop().autoRelease())
        .isFalse();
  }

  @Test
  void whatIsGivenGoesBeforeThePreset() {
    // when
    TrainerSettings settings =
        settings(
            Map.of(
                "preset", "official-128",
                "batch-size", "8",
                "window-pairs", "100",
                "ema-decay", "0.99",
                "learning-rate.discriminator", "1e-3"));

    // then
    assertThat(settings.preset()).isEqualTo(ModelConfig.official128());
    assertThat(settings.training().batchSize()).isEqualTo(8);
    assertThat(settings.training().discriminatorLearningRate()).isEqualTo(1e-3);
    assertThat(settings.training().generatorLearningRate()).isEqualTo(1e-4);
    assertThat(settings.training().discriminatorSteps()).isEqualTo(2);
    assertThat(settings.training().emaDecay()).isEqualTo(0.99);
  }

  @Test
  void falseCaptionsCanBeSwitchedOn() {
    assertThat(settings(Map.of()).training().falseCaptions()).isFalse();
    assertThat(settings(Map.of("false-captions", "true")).training().falseCaptions()).isTrue();
    assertThat(settings(Map.of("false-captions", "ON")).training().falseCaptions()).isTrue();
    assertThat(settings(Map.of("false-captions", "no")).training().falseCaptions()).isFalse();
  }

  @Test
  void anImageEncoderThatComesWithTheModelNeedsNoFile() {
    assertThat(settings(Map.of()).imageEncoders()).isEmpty();
    assertThat(settings(Map.of("image-encoder", "colour-layout")).imageEncoders())
        .containsExactly(Path.of("colour-layout"));
    assertThat(settings(Map.of("image-encoder", "colour-amounts")).imageEncoders())
        .containsExactly(Path.of("colour-amounts"));
  }

  @ParameterizedTest
  @CsvSource({
    "id, a b",
    "preset, huge-1024",
    "batch-size, 1",
    "matching-pairs, 1",
    "learning-rate.generator, 2",
    "ema-decay, 1",
    "window-pairs, 31",
    "window-bytes, 0",
    "embedding-bytes, 0",
    "keep-checkpoints, 0",
    "fresh-share, 1.5",
    "small-stream, -1",
    "gate.image-network, none.pt",
    "gate.image-network-size, 0",
    "gate.image-network-output, -1",
    "gate.caption-tokens, 1",
    "steps-per-pair, 0.02",
    "steps-per-pair, NaN",
    "checkpoint-interval, 0s",
    "metrics-interval, -1s",
    "status-interval, 0s",
    "fresh-patience, -1s",
    "image-size, 0",
    "held-out-share, -0.1",
    "image.min-content, 1.5",
    "image.max-bytes, 0",
    "image.max-pixels, 0",
    "image.min-edge, 0",
    "threads, 0",
    "gate.fewest-pairs, 3",
    "gate.images, 31",
    "gate.margin.kid, -0.1",
    "gate.margin.shares, 1.1",
    "gate.margin.diversity, -1",
    "curation-threads, 0",
    "text-encoder, /nowhere",
    "image-encoder, /nowhere",
  })
  void anImpossibleValueIsRefusedUnderItsKey(String key, String value) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.trainer.")
        .hasMessageContaining(key.replaceFirst("\\..*", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "continuous, ture",
    "false-captions, 2",
    "auto-release, aus",
    "rollback, never",
    "gate.enabled, yess",
  })
  void whatIsNeitherOnNorOffIsRefusedUnderItsKey(String key, String value) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContaining("xmcgan.trainer." + key)
        .hasMessageContaining("must be true or false, not " + value);
  }

  private TrainerSettings settings(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    properties.put("xmcgan.trainer.text-encoder", encoder.toString());
    properties.put("xmcgan.trainer.data-dir", encoder.resolve("data").toString());
    values.forEach((key, value) -> properties.put("xmcgan.trainer." + key, value));
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(TrainerConfig.class)
            .withConverter(Duration.class, 200, new SecondsOrDays())
            .withSources(new PropertiesConfigSource(properties, "test", 500))
            .build();
    return TrainerSettings.of(config.getConfigMapping(TrainerConfig.class));
  }

  /** Durations as Quarkus reads them, as far as this test needs. */
  private static final class SecondsOrDays
      implements org.eclipse.microprofile.config.spi.Converter<Duration> {
    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String text) {
      return text.endsWith("d") ? Duration.parse("P" + text) : Duration.parse("PT" + text);
    }
  }
}
