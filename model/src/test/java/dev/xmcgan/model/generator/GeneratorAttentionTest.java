package dev.xmcgan.model.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import dev.xmcgan.model.layers.Parameters;
import dev.xmcgan.model.layers.Tensors;
import dev.xmcgan.model.text.TextBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The attention that comes with the images. */
class GeneratorAttentionTest {
  private NDManager manager;

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager();
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void givesTheAttentionOfThePassThatDrewTheImages() {
    // given
    Generator generator = new Generator(SmallModels.of32(12));
    ModelConfig config = generator.config();
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);
    TextBatch text = SmallModels.text(manager, config, 4, 3);
    NDArray z = SmallModels.noise(manager, config, 4, 2);

    try (PreparedGenerator prepared =
        generator.prepare(parameters, statistics, Precision.FLOAT32)) {
      NDArray expected = prepared.draw(z, text);

      // when
      AttendedImages attended = prepared.drawAttended(z, text);

      // then: the same images, and weights that sum to one over the real words
      assertThat(attended.image()).isEqualTo(expected);
      assertThat(attended.attention().getShape()).isEqualTo(new Shape(4, 256, config.maxWords()));
      for (int row = 0; row < 4; row++) {
        int length = text.lengths()[row];
        NDArray words = attended.attention().get(new NDIndex(row + ", :, :" + length));
        for (float sum : words.sum(new int[] {1}).toFloatArray()) {
          assertThat(sum).isCloseTo(1, within(1e-5f));
        }
        for (float padding :
            attended.attention().get(new NDIndex(row + ", :, " + length + ":")).toFloatArray()) {
          assertThat(padding).isZero();
        }
      }
    }
  }

  @Test
  void theAttentionIsWordAttentionOfTheMapAtSixteen() {
    // given: query weights of zero attend to all words alike, whatever the map is
    Generator generator = new Generator(SmallModels.of32(12));
    ModelConfig config = generator.config();
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);
    TextBatch text = SmallModels.text(manager, config, 3, 3);
    NDArray z = SmallModels.noise(manager, config, 3, 2);
    parameters.get("query/weight").muli(0);
    parameters.get("query/bias").addi(manager.arange(12f)); // (E)
    NDArray regions = manager.arange(12f).broadcast(3, 256, 12); // what the query then is

    // when
    NDArray attention = generator.drawAttended(parameters, statistics, z, text).attention();

    // then
    NDArray words = Tensors.l2Normalise(text.words(), 2);
    NDArray expected = WordAttention.weights(regions, words, text.lengths());
    assertThat(attention.sub(expected).abs().max().getFloat()).isLessThan(1e-6f);
  }

  @Test
  void attentionLeavesNothingBehindButItsResult() {
    // given
    Generator generator = new Generator(SmallModels.of32(12));
    Parameters parameters = generator.newParameters(manager, 1);
    Parameters statistics = generator.newStatistics(manager);
    TextBatch text = SmallModels.text(manager, generator.config(), 4, 3);
    NDArray z = SmallModels.noise(manager, generator.config(), 4, 2);
    int before = manager.getManagedArrays().size();

    // when
    for (int pass = 0; pass < 20; pass++) {
      AttendedImages attended = generator.drawAttended(parameters, statistics, z, text);
      attended.image().close();
      attended.attention().close();
    }

    // then
    assertThat(manager.getManagedArrays()).hasSize(before);
  }
}
