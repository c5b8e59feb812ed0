package dev.xmcgan.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.training.TrainingConfig;
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
    assertThat(settings.id()).matches("trainer-.+-[0-9a-f]{6}");
    assertThat(settings.config().channel()).isEqualTo("stable");
    assertThat(settings.config().autoRelease()).isTrue();
    assertThat(settings.config().rollback()).isTrue();
    assertThat(settings.config().gate().enabled()).isTrue();
    assertThat(settings.releasesUnjudged()).as("past the gate").isFalse();
    assertThat(settings.config().gate().images()).isEqualTo(128);
    assertThat(settings.config().gate().withoutScores()).isEqualTo(GateConfig.WithoutScores.HOLD);
    assertThat(settings.windowPairs(12_288, 32)).isEqualTo(20_000);
    assertThat(settings.config().pace().stepsPerPair()).isEqualTo(0.125);
    assertThat(settings.config().pace().smallStream()).isEqualTo(5000);
    assertThat(settings.config().checkpointInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.preset()).isEqualTo(ModelConfig.starter64());
    assertThat(settings.training(settings.preset()).batchSize()).isEqualTo(16);
    assertThat(settings.config().threads()).isEqualTo(1);
    assertThat(settings.rules(64).heldOutShare()).isEqualTo(0.05);
    assertThat(settings.rules(64).blank().minContent()).isEqualTo(0.002);
  }

  @Test
  void aCheckpointIsTrainedAsItsShapeSaysWhateverThePreset() {
    // when
    TrainerSettings settings =
        settings(Map.of("preset", "official-128", "learning-rate.generator", "3e-4"));

    // then: what is given holds for all
    TrainingConfig starter = settings.training(ModelConfig.starter64());
    assertThat(starter.batchSize()).isEqualTo(16);
    assertThat(starter.discriminatorLearningRate()).isEqualTo(8e-4);
    assertThat(starter.generatorLearningRate()).isEqualTo(3e-4);
    assertThat(settings.hardNegatives(ModelConfig.starter64()).groupSize()).isEqualTo(4);
    assertThat(settings.training(settings.preset()).batchSize()).isEqualTo(256);
    assertThat(settings.hardNegatives(ModelConfig.official128()).groupSize()).isEqualTo(1);
  }

  @Test
  void withoutTheGateACheckpointIsReleasedInItsOwnTransaction() {
    assertThat(settings(Map.of("gate.enabled", "false")).releasesUnjudged()).isTrue();
    assertThat(
            settings(Map.of("gate.enabled", "false", "auto-release", "false")).releasesUnjudged())
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
    assertThat(settings.training(settings.preset()).batchSize()).isEqualTo(8);
    assertThat(settings.training(settings.preset()).discriminatorLearningRate()).isEqualTo(1e-3);
    assertThat(settings.training(settings.preset()).generatorLearningRate()).isEqualTo(1e-4);
    assertThat(settings.training(settings.preset()).discriminatorSteps()).isEqualTo(2);
    assertThat(settings.training(settings.preset()).emaDecay()).isEqualTo(0.99);
  }

  @Test
  void theTighterLimitOfTheWindowHolds() {
    assertThat(window("100", "614400")).isEqualTo(50);
    assertThat(window("96", "12288000")).isEqualTo(96);
    assertThatThrownBy(() -> window("100", "100000"))
        .hasMessageContaining("xmcgan.trainer.window-bytes must be at least 393216");
    assertThatThrownBy(() -> settings(Map.of("window-pairs", "100")).windowPairs(12_288, 128))
        .as("a checkpoint of another shape than the preset's, whose steps take more")
        .hasMessageContaining("xmcgan.trainer.window-pairs must be at least 128 for the model");
  }

  private int window(String pairs, String bytes) {
    return settings(Map.of("window-pairs", pairs, "window-bytes", bytes)).windowPairs(12_288, 32);
  }

  @Test
  void theShapeOfANewModelIsThePresetsButForWhatIsGiven() {
    // when
    ModelConfig model =
        settings(
                Map.of(
                    "model.image-size", "128",
                    "model.generator-width", "24",
                    "model.discriminator-width", "20",
                    "model.text-width", "768",
                    "model.max-words", "64"))
            .preset();

    // then
    assertThat(model.imageSize()).isEqualTo(128);
    assertThat(model.generatorWidth()).isEqualTo(24);
    assertThat(model.discriminatorWidth()).isEqualTo(20);
    assertThat(model.textWidth()).isEqualTo(768);
    assertThat(model.maxWords()).isEqualTo(64);
    assertThat(model.pooling()).isEqualTo(ModelConfig.starter64().pooling());
  }

  @ParameterizedTest
  @CsvSource({
    "model.image-size, 96",
    "model.image-size, 16",
    "model.generator-width, 0",
    "model.discriminator-width, 5000",
    "model.text-width, -1",
    "model.max-words, 2",
  })
  void aShapeThatCannotBeIsRefusedUnderItsKey(String key, String value) {
    assertThatThrownBy(() -> settings(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("xmcgan.trainer.%s cannot be %s: ".formatted(key, value));
  }

  @Test
  void falseCaptionsCanBeSwitchedOn() {
    assertThat(falseCaptions(Map.of())).isFalse();
    assertThat(falseCaptions(Map.of("false-captions", "true"))).isTrue();
    assertThat(falseCaptions(Map.of("false-captions", "ON"))).isTrue();
    assertThat(falseCaptions(Map.of("false-captions", "no"))).isFalse();
  }

  private boolean falseCaptions(Map<String, String> keys) {
    TrainerSettings settings = settings(keys);
    return settings.training(settings.preset()).falseCaptions();
  }

  @Test
  void aNetworkOfCaptionsNeedsItsTokenizerAndOneOfImages() {
    // given: files, for the keys' sake
    String file = encoder.resolve("config.json").toString();

    // then
    assertThatThrownBy(() -> settings(Map.of("gate.caption-network", file)))
        .hasMessageContaining("xmcgan.trainer.gate.caption-tokenizer");
    assertThatThrownBy(
            () -> settings(Map.of("gate.caption-network", file, "gate.caption-tokenizer", file)))
        .hasMessageContaining("xmcgan.trainer.gate.image-network");
  }

  @ParameterizedTest
  @CsvSource({
    "id, a b",
    "channel, two words",
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
    "rehearsal.share, 1",
    "rehearsal.captions, -1",
    "keep-served.releases, -1",
    "keep-served.after, 0s",
    "gate.rejections, 0",
    "gate.rejections, 51",
    "gate.image-network, none.pt",
    "gate.image-network-size, 0",
    "gate.image-network-output, -1",
    "gate.caption-tokens, 1",
    "steps-per-pair, 0.02",
    "steps-per-pair, NaN",
    "checkpoint-interval, 0s",
    "state-interval, -1s",
    "checkpoint-precision, bfloat16",
    "metrics-interval, PT-1S",
    "status-interval, 0s",
    "fresh-patience, PT-1S",
    "checkpoint-interval, often",
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
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("xmcgan.trainer." + key)
        .hasMessageContaining("must be true or false, not " + value);
  }

  private TrainerSettings settings(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    properties.put("text-encoder", encoder.toString());
    properties.put("data-dir", encoder.resolve("data").toString());
    properties.putAll(values);
    return TrainerSettings.of(TrainerKeys.read(Map.of(), properties));
  }
}
