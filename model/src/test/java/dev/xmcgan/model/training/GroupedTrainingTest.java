package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch worked through in groups, each with statistics and negatives of its own. */
class GroupedTrainingTest {
  private static final int GROUP = 4;
  private static final int BATCH = 3 * GROUP;
  private static final long SEED = 42;
  private static final double CLOSE = 1e-4;

  private final BatchEncoder encoder =
      new BatchEncoder(SmallPairs.SIZE, SmallPairs::encode, Optional.empty(), Optional.empty());

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void anIterationIsOneUpdateByTheMeanOfTheGroups(double energy) {
    // given
    LossWeights losses = LossWeights.official().withEnergy(energy);
    TrainingConfig training =
        SmallPairs.training(BATCH, 1)
            .with(losses, Augmentation.parse("translation"))
            .withGroups(GROUP);
    List<TrainingExample> examples = SmallPairs.draw(BATCH, 1);
    try (NDManager manager = NDManager.newBaseManager();
        Trainer trainer = trainer(training)) {
      TrainingStep networks =
          new TrainingStep(SmallPairs.config(), losses, training.augmentation(), List.of(), true);
      try (TrainingState state = FreshState.create(networks.networks(), manager, SEED)) {
        // when
        Map<String, Double> scalars = trainer.step(examples).scalars();

        // then
        NDArray z = state.noise().next(manager, BATCH, SmallPairs.config().noiseSize());
        double generator = 0;
        double discriminator = 0;
        NDArray mean = null;
        for (int group = 0; group < BATCH / GROUP; group++) {
          int from = group * GROUP;
          JointUpdate update =
              networks.jointUpdate(
                  state,
                  encoder.batch(manager, examples.subList(from, from + GROUP), group),
                  z.get(new NDIndex(from + ":" + (from + GROUP))),
                  manager);
          Map<String, Double> own = update.generator().scalars().readFinite();
          generator += own.get("g_loss") * GROUP / BATCH;
          discriminator += own.get("d_loss") * GROUP / BATCH;
          NDArray share = update.generator().gradient().mul((double) GROUP / BATCH);
          mean = mean == null ? share : mean.add(share);
        }
        assertThat(scalars.get("g_loss")).isCloseTo(generator, within(CLOSE));
        assertThat(scalars.get("d_loss")).isCloseTo(discriminator, within(CLOSE));
        assertThat(scalars.get("g_grad_norm")).isCloseTo(mean.norm().getFloat(), within(CLOSE));
      }
    }
  }

  @Test
  void groupsShareNoStatisticsAndNoNegatives() {
    // given: the same pairs, in one group and in three
    List<TrainingExample> examples = SmallPairs.draw(BATCH, 1);

    // when
    Map<String, Double> whole = step(SmallPairs.training(BATCH, 1), examples);
    Map<String, Double> apart = step(SmallPairs.training(BATCH, 1).withGroups(GROUP), examples);

    // then: fewer negatives, less to tell apart
    assertThat(apart.get("real_sentence_loss")).isLessThan(whole.get("real_sentence_loss"));
    assertThat(apart.get("g_loss")).isNotCloseTo(whole.get("g_loss"), within(CLOSE));
  }

  @Test
  void groupsLeaveNothingBehind() {
    try (Trainer trainer = trainer(SmallPairs.training(BATCH, 2).withGroups(GROUP))) {
      trainer.step(SmallPairs.draw(trainer.examplesPerStep(), 1));
      int arrays = trainer.nativeArrays();

      // when
      for (int step = 0; step < 4; step++) {
        trainer.step(SmallPairs.draw(trainer.examplesPerStep(), step));
      }

      // then
      assertThat(trainer.nativeArrays()).isEqualTo(arrays);
    }
  }

  private static Map<String, Double> step(TrainingConfig training, List<TrainingExample> examples) {
    try (Trainer trainer = trainer(training)) {
      return trainer.step(examples).scalars();
    }
  }

  private static Trainer trainer(TrainingConfig training) {
    return Trainer.create(
        SmallPairs.config(), training, FrozenEncoders.of(SmallPairs::encode), Device.cpu(), SEED);
  }
}
