package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.losses.LossWeights;
import org.junit.jupiter.api.Test;

class StepMemoryTest {
  private static final ModelConfig MODEL = ModelConfig.official128();
  private static final TrainingConfig WHOLE = TrainingConfig.official().withGroups(256);

  @Test
  void aBatchThatFitsIsLeftAsItIs() {
    assertThat(StepMemory.fitting(MODEL, WHOLE, StepMemory.bytes(MODEL, WHOLE))).isEqualTo(WHOLE);
  }

  @Test
  void aBatchThatDoesNotFitIsWorkedThroughInTheLargestGroupsThatDo() {
    // given: room for less than a quarter of it
    long room = StepMemory.bytes(MODEL, WHOLE.withGroups(64)) - 1;

    // when
    TrainingConfig fitting = StepMemory.fitting(MODEL, WHOLE, room);

    // then
    assertThat(fitting).isEqualTo(WHOLE.withGroups(32));
    assertThat(StepMemory.bytes(MODEL, fitting)).isLessThanOrEqualTo(room);
  }

  @Test
  void whereNoTwoPairsFitBothFiguresAreSaid() {
    assertThatThrownBy(() -> StepMemory.fitting(MODEL, WHOLE, 100L << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("official-128 takes some")
        .hasMessageContaining("there are 100 MB");
  }

  @Test
  void twoImagesOfACaptionTakeMore() {
    TrainingConfig twice = WHOLE.with(LossWeights.official().withEnergy(1), WHOLE.augmentation());

    assertThat(StepMemory.bytes(MODEL, twice)).isGreaterThan(StepMemory.bytes(MODEL, WHOLE));
  }
}
