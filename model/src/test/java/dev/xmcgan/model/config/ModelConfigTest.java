package dev.xmcgan.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.discriminator.DiscriminatorLayout;
import dev.xmcgan.model.generator.GeneratorLayout;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {

  static Stream<ModelConfig> presets() {
    return Stream.of(ModelConfig.starter64(), ModelConfig.official128(), ModelConfig.official256());
  }

  @ParameterizedTest
  @MethodSource("presets")
  void survivesTheWayThroughJson(ModelConfig config) {
    assertThat(ModelConfig.fromJson(config.toJson())).isEqualTo(config);
  }

  @Test
  void aConfigThatNamesNoModulationIsAttentional() {
    // given
    String json = ModelConfig.starter64().toJson();
    String older = json.replace("  \"modulation\": \"ATTENTIONAL\",\n", "");
    assertThat(older).isNotEqualTo(json);

    // then
    assertThat(ModelConfig.fromJson(older)).isEqualTo(ModelConfig.starter64());
    ModelConfig plain = ModelConfig.starter64().with(SelfModulation.PLAIN);
    assertThat(ModelConfig.fromJson(plain.toJson())).isEqualTo(plain);
  }

  @Test
  void aConfigThatNamesNoUpsamplingHasSquares() {
    // given
    ModelConfig smooth = ModelConfig.starter64();
    String older = smooth.toJson().replace(",\n  \"upsampling\": \"SMOOTH\"", "");
    assertThat(older).isNotEqualTo(smooth.toJson());

    // then
    assertThat(ModelConfig.fromJson(smooth.toJson())).isEqualTo(smooth);
    assertThat(ModelConfig.fromJson(older)).isEqualTo(smooth.with(Upsampling.NEAREST));
    assertThat(ModelConfig.official128().upsampling()).isEqualTo(Upsampling.NEAREST);
  }

  @Test
  void aConfigThatSaysNothingOfPixelNoiseHasNone() {
    // given
    ModelConfig noisy = ModelConfig.starter64();
    String older = noisy.toJson().replace(",\n  \"pixelNoise\": true", "");
    assertThat(older).isNotEqualTo(noisy.toJson());

    // then
    assertThat(ModelConfig.fromJson(noisy.toJson())).isEqualTo(noisy);
    assertThat(ModelConfig.fromJson(older)).isEqualTo(noisy.withPixelNoise(false));
    assertThat(ModelConfig.official128().pixelNoise()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"imageSize\": 64         | \"imageSize\": 65         | imageSize must be a power of two",
        "\"imageSize\": 64         | \"imageSize\": 128        | generatorChannels must have 5",
        "\"imageSize\": 64         | \"imageSize\": 64.5       | imageSize must be a whole number",
        "\"generatorWidth\": 16    | \"generatorWidth\": 0     | generatorWidth must be from 1",
        "\"noiseSize\": 128        | \"noiseSize\": -1         | noiseSize must be from 1",
        "\"textWidth\": 384        | \"textWidth\": 1e9        | textWidth must be from 1",
        "\"maxWords\": 32          | \"maxWords\": 2           | maxWords must be from 3",
        "\"maxWords\": 32          | \"maxWords\": null        | maxWords is missing",
        "\"wordRegions\": 8        | \"wordRegions\": 4        | wordRegions must be 8 or 16",
        "\"MASKED_MEAN\"           | \"masked\"                | pooling must be one of",
        "\"ATTENTIONAL\"           | \"NONE\"                  | modulation must be one of",
        "\"SMOOTH\"                | \"CUBIC\"                 | upsampling must be one of",
        "\"pixelNoise\": true      | \"pixelNoise\": \"no\"    | pixelNoise must be true or false",
        "\"NOISE_AND_SENTENCE\"    | 3                         | stem must be a text",
        "\"name\": \"starter-64\"  | \"name\": \" \"           | name must not be blank",
        "\"name\": \"starter-64\", | \"title\": \"starter-64\",| unknown key title",
        "{                         | [                         | not JSON",
      })
  void refusesImpossibleValuesByName(String old, String replacement, String message) {
    // given
    String json = ModelConfig.starter64().toJson();
    assertThat(json).contains(old);
    String broken = json.replace(old, replacement);

    // then
    assertThatThrownBy(() -> ModelConfig.fromJson(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model config: " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "3", "[]", "{}", "{\"name\": "})
  void refusesWhatIsNoConfig(String json) {
    assertThatThrownBy(() -> ModelConfig.fromJson(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("model config: ");
  }

  @ParameterizedTest
  @CsvSource({
    "starter-64, 64, 16, 16, 128, 384, MASKED_MEAN, NOISE_AND_SENTENCE, 8",
    "official-128, 128, 96, 96, 128, 768, OFFICIAL, NOISE, 16",
    "official-256, 256, 96, 96, 128, 768, OFFICIAL, NOISE, 16"
  })
  void presetsAreWhatTheirNamesPromise(
      String name,
      int size,
      int generatorWidth,
      int discriminatorWidth,
      int noise,
      int text,
      Pooling pooling,
      StemInput stem,
      int regions) {
    // when
    ModelConfig preset =
        presets().filter(config -> config.name().equals(name)).findFirst().orElseThrow();

    // then
    assertThat(preset.imageSize()).isEqualTo(size);
    assertThat(preset.generatorWidth()).isEqualTo(generatorWidth);
    assertThat(preset.discriminatorWidth()).isEqualTo(discriminatorWidth);
    assertThat(preset.noiseSize()).isEqualTo(noise);
    assertThat(preset.textWidth()).isEqualTo(text);
    assertThat(preset.pooling()).isEqualTo(pooling);
    assertThat(preset.stem()).isEqualTo(stem);
    assertThat(preset.wordRegions()).isEqualTo(regions);
    Map<String, Shape> generator = new GeneratorLayout(preset).parameters();
    assertThat(generator.get("stem/weight"))
        .isEqualTo(new Shape(16L * 16 * generatorWidth, preset.stemInputWidth()));
    assertThat(generator.get("query/weight").get(0)).isEqualTo(text);
    assertThat(DiscriminatorLayout.of(preset).layers().get("logit"))
        .isEqualTo(new Shape(1, 16L * discriminatorWidth));
  }

  @Test
  void tellsTheWidthOfWhatTheStemReads() {
    assertThat(ModelConfig.starter64().stemInputWidth()).isEqualTo(128 + 384);
    assertThat(ModelConfig.official256().stemInputWidth()).isEqualTo(128);
  }
}
