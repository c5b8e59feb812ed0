package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.DiscriminatorLoss.MatchingUpdate;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MatchingUpdateTest {
  private static final int BATCH = 8;
  private static final LossWeights LOSSES = LossWeights.official().withMismatched(0.5);

  @Test
  void theDiscriminatorLearnsToMatchAndTheGeneratorStays() {
    // given
    TrainingStep networks =
        new TrainingStep(SmallPairs.config(), LOSSES, Augmentation.none(), List.of());
    TrainingConfig training = SmallPairs.training(BATCH, 1).with(LOSSES, Augmentation.none());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      NDArray generator = state.generator().copy(manager);
      Map<String, Double> before = Map.of();
      Map<String, Double> after = Map.of();

      // when
      for (int step = 0; step < 60; step++) {
        try (NDManager scope = manager.newSubManager()) {
          MatchingUpdate update = networks.matchingUpdate(state, distinct(scope), scope);
          after = update.scalars().readFinite();
          update.apply(state, training);
        }
        before = step == 0 ? after : before;
      }

      // then
      for (String term :
          List.of("matching_word_loss", "matching_sentence_loss", "matching_hinge")) {
        assertThat(after.get(term)).as(term).isLessThan(0.7 * before.get(term));
      }
      assertThat(state.generator().values()).isEqualTo(generator);
      assertThat(state.progress().step()).isZero();
    }
  }

  @Test
  void termsWithoutWeightAreLeftOut() {
    // given
    LossWeights words = new LossWeights(0, 1, 1, 0);
    TrainingStep networks =
        new TrainingStep(SmallPairs.config(), words, Augmentation.none(), List.of());

    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      // when
      MatchingUpdate update = networks.matchingUpdate(state, distinct(manager), manager);

      // then
      assertThat(update.scalars().readFinite()).containsOnlyKeys("matching_word_loss");
    }
  }

  /** Captions of their own, so that all can be told apart. */
  private static TrainingBatch distinct(NDManager scope) {
    List<TrainingExample> all = SmallPairs.draw(200, 1);
    List<TrainingExample> distinct =
        all.stream()
            .map(TrainingExample::caption)
            .distinct()
            .limit(BATCH)
            .map(
                caption ->
                    all.stream().filter(one -> one.caption().equals(caption)).findFirst().get())
            .toList();
    return TrainingBatch.of(
        scope,
        distinct,
        0,
        SmallPairs.SIZE,
        SmallPairs::encode,
        Optional.empty(),
        Optional.empty());
  }
}
