package dev.xmcgan.model.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.text.TextBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlainModulationTest {
  private static final int BATCH = 3;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final ModelConfig config = SmallModels.of32(12).with(SelfModulation.PLAIN);
  private final Generator generator = new Generator(config);
  private final Parameters parameters = generator.newParameters(manager, 1);
  private final Parameters statistics = generator.newStatistics(manager);
  private final NDArray z = SmallModels.noise(manager, config, BATCH, 2);

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void hasNoQueryAndNormsAsWideAsTheGlobalCondition() {
    assertThat(generator.layout().parameters()).doesNotContainKey("query/weight");
    assertThat(generator.layout().parameters().get("out/norm/gamma/weight").get(1))
        .isEqualTo(config.conditionWidth());
  }

  @Test
  void itsImagesFollowTheSentenceAndNotTheWords() {
    // given
    TextBatch text = SmallModels.text(manager, config, BATCH, 3);
    TextBatch otherWords = new TextBatch(text.words().mul(-2), text.sentence(), text.lengths());
    TextBatch otherSentence = new TextBatch(text.words(), text.sentence().mul(-2), text.lengths());

    // when
    NDArray image = draw(text);

    // then
    assertThat(draw(otherWords)).isEqualTo(image);
    assertThat(draw(otherSentence)).isNotEqualTo(image);
  }

  @Test
  void preparedItDrawsWhatEvaluationDraws() {
    // given
    TextBatch text = SmallModels.text(manager, config, BATCH, 3);

    // when
    try (PreparedGenerator prepared =
        generator.prepare(parameters, statistics, Precision.FLOAT32)) {
      NDArray image = prepared.draw(z, text);

      // then
      assertThat(image.sub(draw(text)).abs().max().getFloat()).isLessThan(1e-5f);
      assertThatThrownBy(() -> prepared.drawAttended(z, text))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("PLAIN");
    }
  }

  private NDArray draw(TextBatch text) {
    return generator.forward(parameters, statistics, z, text, false).image();
  }
}
