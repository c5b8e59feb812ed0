package dev.xmcgan.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.model.training.HardNegatives;
import dev.xmcgan.model.training.TrainingExample;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenePoolTest {
  @Test
  void batchIsAFunctionOfSeedAndStep() {
    List<TrainingExample> batch = ScenePool.draw(40, 3, 64, HardNegatives.starter()).batch(12, 8);

    assertThat(captions(ScenePool.draw(40, 3, 64, HardNegatives.starter()).batch(12, 8)))
        .isEqualTo(captions(batch));
    assertThat(captions(ScenePool.draw(40, 3, 64, HardNegatives.starter()).batch(13, 8)))
        .isNotEqualTo(captions(batch));
    assertThat(captions(ScenePool.draw(40, 4, 64, HardNegatives.starter()).batch(12, 8)))
        .isNotEqualTo(captions(batch));
  }

  @Test
  void batchHoldsDifferentImagesOfTheModelsSize() {
    // when
    List<TrainingExample> batch = ScenePool.draw(20, 3, 64, HardNegatives.starter()).batch(0, 20);

    // then
    assertThat(batch).allMatch(example -> example.rgb().length == 64 * 64 * 3);
    assertThat(batch.stream().map(example -> java.util.Arrays.hashCode(example.rgb())).distinct())
        .hasSize(20);
  }

  private static List<String> captions(List<TrainingExample> batch) {
    return batch.stream().map(TrainingExample::caption).toList();
  }
}
