package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.losses.PyramidDistance;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.Noise;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossWeightsTest {
  private static final int BATCH = 4;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theLossesAreTheWeightedSumsOfTheirTerms() {
    // given
    LossWeights weights = new LossWeights(0.5, 2, 0.25, 0.75);

    // when
    Map<String, Double> terms = scalars(weights, Augmentation.none());

    // then
    assertThat(terms.get("d_loss"))
        .isCloseTo(
            terms.get("d_hinge")
                + 0.25 * terms.get("real_word_loss")
                + 0.5 * terms.get("real_sentence_loss")
                + 0.75 * terms.get("mismatched_hinge"),
            within(1e-4));
    assertThat(terms.get("g_loss"))
        .isCloseTo(
            terms.get("g_hinge")
                + 0.25 * terms.get("fake_word_loss")
                + 0.5 * terms.get("fake_sentence_loss")
                + 2 * terms.get("image_contrastive_loss"),
            within(1e-4));
  }

  @Test
  void theEnergyScoreIsOneMoreTermAndMovesTheGeneratorAsFiniteDifferencesSay() {
    // given
    TrainingStep networks =
        networks(new LossWeights(0, 0, 0, 0).withEnergy(20), Augmentation.none());
    try (TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      NDArray start = state.generator().copy(manager);

      // when
      JointUpdate update = update(networks, state);
      Map<String, Double> terms = update.generator().scalars().readFinite();
      NDArray gradient = update.generator().gradient();
      double length = Math.sqrt(gradient.dot(gradient).getFloat());
      double step = 0.003;
      state.generator().set(start.add(gradient.mul(step / length)));
      double more = update(networks, state).generator().scalars().readFinite().get("g_loss");
      state.generator().set(start.sub(gradient.mul(step / length)));
      double less = update(networks, state).generator().scalars().readFinite().get("g_loss");

      // then
      assertThat(terms.get("g_loss"))
          .isCloseTo(terms.get("g_hinge") + 20 * terms.get("energy_score"), within(1e-4));
      assertThat((more - less) / (2 * step) / length).isBetween(0.95, 1.05);
    }
  }

  @Test
  void anImageBesideItsNoiseCountsByItsDistanceAndOthersDoNot() {
    // given: two of four were assigned the noise that they are drawn from
    TrainingStep networks =
        networks(new LossWeights(0, 0, 0, 0).withAssignment(20), Augmentation.none());
    List<TrainingExample> examples = new ArrayList<>(SmallPairs.draw(BATCH, 1));
    for (int row : new int[] {0, 2}) {
      TrainingExample real = examples.get(row);
      examples.set(row, TrainingExample.assigned(real.rgb(), real.caption(), real.caption(), row));
    }
    try (TrainingState state = FreshState.create(networks.networks(), manager, 5)) {

      // when
      JointUpdate update = update(networks, state, examples);
      Map<String, Double> terms = update.generator().scalars().readFinite();

      // then
      float[] distances =
          PyramidDistance.between(update.generator().images(), batch(examples).images())
              .toFloatArray();
      assertThat(terms.get("assignment_loss"))
          .isCloseTo((distances[0] + distances[2]) / 2, within(1e-5));
      assertThat(terms.get("g_loss"))
          .isCloseTo(terms.get("g_hinge") + 20 * terms.get("assignment_loss"), within(1e-4));
      assertThat(update(networks, state).generator().scalars().readFinite())
          .doesNotContainKey("assignment_loss");
    }
  }

  @Test
  void trainingWithTheEnergyScoreRepeatsItselfAndKeepsNoNativeArrays() {
    // given
    TrainingConfig usual = SmallPairs.training(BATCH, 2);
    TrainingConfig training = usual.with(usual.losses().withEnergy(20), usual.augmentation());

    // when
    List<Map<String, Double>> once = run(training);

    // then
    assertThat(run(training)).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, real_sentence_loss, fake_sentence_loss",
    "1, 0, 1, image_contrastive_loss, image_contrastive_loss",
    "1, 1, 0, real_word_loss, fake_word_loss"
  })
  void aTermOfWeightZeroIsLeftOut(
      double sentence, double image, double word, String one, String other) {
    // when
    Map<String, Double> terms =
        scalars(new LossWeights(sentence, image, word, 0), Augmentation.none());

    // then
    assertThat(terms).doesNotContainKeys(one, other, "mismatched_hinge", "energy_score");
    assertThat(terms).containsKeys("d_hinge", "g_hinge", "d_loss", "g_loss");
  }

  @Test
  void mismatchedPairsMoveTheDiscriminatorAsFiniteDifferencesSay() {
    // given
    TrainingStep networks = networks(LossWeights.official().withMismatched(1), Augmentation.none());
    try (TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      NDArray start = state.discriminator().copy(manager);
      NDArray with = update(networks, state).discriminator().gradient();

      // when
      NDArray direction = with.div(Math.sqrt(with.dot(with).getFloat()));
      double step = 0.003;
      state.discriminator().set(start.add(direction.mul(step)));
      double more = update(networks, state).generator().scalars().readFinite().get("d_loss");
      state.discriminator().set(start.sub(direction.mul(step)));
      double less = update(networks, state).generator().scalars().readFinite().get("d_loss");

      // then
      double slope = (more - less) / (2 * step);
      assertThat(slope / Math.sqrt(with.dot(with).getFloat())).isBetween(0.95, 1.05);
    }
  }

  @Test
  void augmentedTrainingRepeatsItselfAndKeepsNoNativeArrays() {
    // given
    TrainingConfig training =
        SmallPairs.training(BATCH, 2)
            .with(
                LossWeights.official().withMismatched(0.5),
                Augmentation.parse("colour,translation,cutout"));

    // when
    List<Map<String, Double>> once = run(training);
    List<Map<String, Double>> again = run(training);

    // then
    assertThat(again).isEqualTo(once);
    assertThat(once).isNotEqualTo(run(SmallPairs.training(BATCH, 2)));
  }

  @Test
  void impossibleWeightsAreNamed() {
    assertThatThrownBy(() -> new LossWeights(1, -0.1, 1, 0)).hasMessageContaining("image");
    assertThatThrownBy(() -> new LossWeights(1, 1, Double.NaN, 0)).hasMessageContaining("word");
    assertThatThrownBy(() -> LossWeights.official().withEnergy(-1)).hasMessageContaining("energy");
    assertThatThrownBy(() -> LossWeights.official().withMismatched(1e9))
        .hasMessageContaining("mismatched");
  }

  private static List<Map<String, Double>> run(TrainingConfig training) {
    try (Trainer trainer =
        Trainer.create(
            SmallPairs.config(),
            training,
            FrozenEncoders.of(SmallPairs::encode),
            Device.cpu(),
            3)) {
      trainer.step(SmallPairs.draw(trainer.examplesPerStep(), 0));
      int arrays = trainer.nativeArrays();
      List<Map<String, Double>> scalars =
          List.of(
              trainer.step(SmallPairs.draw(trainer.examplesPerStep(), 1)).scalars(),
              trainer.step(SmallPairs.draw(trainer.examplesPerStep(), 2)).scalars());
      assertThat(trainer.nativeArrays()).isEqualTo(arrays);
      return scalars;
    }
  }

  private Map<String, Double> scalars(LossWeights weights, Augmentation augmentation) {
    TrainingStep networks = networks(weights, augmentation);
    try (TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      return update(networks, state).generator().scalars().readFinite();
    }
  }

  private static TrainingStep networks(LossWeights weights, Augmentation augmentation) {
    return new TrainingStep(SmallPairs.config(), weights, augmentation, List.of());
  }

  private JointUpdate update(TrainingStep networks, TrainingState state) {
    return update(networks, state, SmallPairs.draw(BATCH, 1));
  }

  private JointUpdate update(
      TrainingStep networks, TrainingState state, List<TrainingExample> examples) {
    NDArray z = new Noise(9, 0).next(manager, BATCH, SmallPairs.config().noiseSize());
    return networks.jointUpdate(state, batch(examples), z, manager);
  }

  private TrainingBatch batch(List<TrainingExample> examples) {
    return TrainingBatch.of(
        manager,
        examples,
        0,
        SmallPairs.SIZE,
        SmallPairs::encode,
        Optional.empty(),
        Optional.empty());
  }
}
