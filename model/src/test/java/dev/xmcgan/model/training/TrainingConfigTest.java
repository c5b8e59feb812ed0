package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.losses.LossWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingConfigTest {

  @ParameterizedTest
  @CsvSource({
    "1,  1e-4, 4e-4, 2,   0.999, 0,    batchSize",
    "16, 0,    4e-4, 2,   0.999, 0,    generatorLearningRate",
    "16, NaN,  4e-4, 2,   0.999, 0,    generatorLearningRate",
    "16, 1e-4, 1,    2,   0.999, 0,    discriminatorLearningRate",
    "16, 1e-4, 4e-4, 0,   0.999, 0,    discriminatorSteps",
    "16, 1e-4, 4e-4, 101, 0.999, 0,    discriminatorSteps",
    "16, 1e-4, 4e-4, 2,   1,     0,    emaDecay",
    "16, 1e-4, 4e-4, 2,   0.999, -1,   statisticsEvery",
    "16, 1e-4, 4e-4, 2,   0.999, 1001, statisticsEvery"
  })
  void impossibleValuesAreRefusedByName(
      int batch,
      double generatorRate,
      double discriminatorRate,
      int steps,
      double decay,
      int statistics,
      String name) {
    assertThatThrownBy(
            () ->
                new TrainingConfig(
                    batch, generatorRate, discriminatorRate, steps, decay, false, statistics))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 4097})
  void aBatchToMatchIsNoneOrHasNegatives(int pairs) {
    assertThatThrownBy(() -> TrainingConfig.starter().withMatching(pairs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("matchingPairs");
  }

  @Test
  void nothingIsMatchedWithoutALossToMatchBy() {
    // given
    TrainingConfig blind =
        TrainingConfig.official().with(new LossWeights(0, 1, 0, 0), Augmentation.none());

    // then
    assertThatThrownBy(() -> blind.withMatching(8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("matchingPairs");
  }

  @Test
  void pairsToMatchAreReadInEachIteration() {
    // given
    TrainingConfig official = TrainingConfig.official();

    // then
    assertThat(official.matchingPairs()).isZero();
    assertThat(official.withMatching(40).examplesPerStep())
        .isEqualTo(official.examplesPerStep() + 40);
  }

  @ParameterizedTest
  @ValueSource(ints = {-8, 0, 1, 3, 32})
  void aBatchIsAMultipleOfItsGroups(int group) {
    assertThatThrownBy(() -> TrainingConfig.starter().withGroups(group))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("groupSize");
  }

  @Test
  void theOfficialValuesAreThoseOfThePaper() {
    // when
    TrainingConfig official = TrainingConfig.official();

    // then
    assertThat(official.generatorLearningRate()).isEqualTo(1e-4);
    assertThat(official.discriminatorLearningRate()).isEqualTo(4e-4);
    assertThat(official.discriminatorSteps()).isEqualTo(2);
    assertThat(official.groupSize()).isEqualTo(8);
    assertThat(official.examplesPerStep()).isEqualTo(2 * official.batchSize());
    assertThat(official.emaDecayAt(0)).isEqualTo(0.999);
  }

  @Test
  void aWarmingUpAverageFollowsQuicklyAtFirst() {
    // given
    TrainingConfig starter = TrainingConfig.starter();

    // then
    assertThat(starter.emaDecayAt(0)).isEqualTo(0.1);
    assertThat(starter.emaDecayAt(90)).isCloseTo(0.91, within(1e-12));
    assertThat(starter.emaDecayAt(1_000_000)).isEqualTo(0.999);
  }

  @Test
  void falseCaptionsAreAnOptionThatOtherOptionsKeep() {
    assertThat(TrainingConfig.starter().falseCaptions()).isFalse();
    assertThat(TrainingConfig.official().falseCaptions()).isFalse();
    TrainingConfig with = TrainingConfig.starter().withFalseCaptions(true);
    assertThat(with.falseCaptions()).isTrue();
    assertThat(with.withMatching(8).falseCaptions()).isTrue();
    assertThat(with.with(LossWeights.official(), Augmentation.none()).falseCaptions()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, true", // a young average is looked at after every update
    "127, 8, true",
    "128, 8, false",
    "129, 8, true",
    "100007, 8, true", // a grown one after every eighth
    "100008, 8, false",
    "100011, 8, false",
    "100015, 8, true",
    "100007, 0, false" // live statistics serve
  })
  void aGrownAverageIsLookedAtNowAndThen(long update, int every, boolean due) {
    assertThat(new TrainingConfig(8, 1e-3, 1e-3, 1, 0.999, true, every).statisticsAreDueAt(update))
        .isEqualTo(due);
  }

  @Test
  void statisticsKeepAsMuchAsTheWeightsDid() {
    // given: the statistics of a grown average move with every eighth update
    TrainingConfig config = new TrainingConfig(8, 1e-3, 1e-3, 1, 0.9, false, 8);

    // then
    assertThat(config.statisticsKeptAt(100_007)).isCloseTo(Math.pow(0.9, 8), within(1e-12));
    assertThat(config.statisticsKeptAt(0)).isCloseTo(0.9, within(1e-12));
  }
}
