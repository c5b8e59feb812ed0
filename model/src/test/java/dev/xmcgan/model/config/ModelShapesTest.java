package dev.xmcgan.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelShapesTest {
  @ParameterizedTest
  @ValueSource(ints = {32, 64, 128, 256, 512})
  void eachSizeHasItsBlocks(int size) {
    // when
    ModelConfig other = ModelShapes.atImageSize(ModelConfig.starter64(), size);

    // then: there and back it is the same model
    assertThat(other.imageSize()).isEqualTo(size);
    assertThat(other.name()).isEqualTo("starter-" + size);
    assertThat(other.textWidth()).isEqualTo(384);
    assertThat(other.maxWords()).isEqualTo(32);
    if (size > 64) {
      assertThat(ModelShapes.atImageSize(other, 64)).isEqualTo(ModelConfig.starter64());
    }
  }

  @Test
  void theGeneratorGrowsAsTheAuthorsDoes() {
    assertThat(ModelShapes.atImageSize(ModelConfig.starter64(), 128).generatorChannels())
        .isEqualTo(ModelConfig.official128().generatorChannels());
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 65, 96, 2048, 0, -64})
  void anImpossibleSizeIsRefusedByName(int size) {
    assertThatThrownBy(() -> ModelShapes.atImageSize(ModelConfig.starter64(), size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("imageSize must be a power of two");
  }

  @Test
  void textIsOfAnyWidthAndLength() {
    // when
    ModelConfig other = ModelShapes.forText(ModelConfig.starter64(), 768, 64);

    // then
    assertThat(other.textWidth()).isEqualTo(768);
    assertThat(other.maxWords()).isEqualTo(64);
    assertThat(ModelShapes.forText(other, 384, 32)).isEqualTo(ModelConfig.starter64());
    assertThatThrownBy(() -> ModelShapes.forText(other, 0, 32)).hasMessageContaining("textWidth");
    assertThatThrownBy(() -> ModelShapes.forText(other, 384, 2)).hasMessageContaining("maxWords");
  }
}
