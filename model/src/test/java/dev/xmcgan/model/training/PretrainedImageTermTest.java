package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.model.golden.Golden;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.Noise;
import dev.xmcgan.model.training.state.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PretrainedImageTermTest {

  private static final int BATCH = 4;
  private static final String TERM = "pretrained_image_loss";

  private NDManager manager;
  private PretrainedImageEncoder encoder;

  @BeforeEach
  void load() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    encoder = PretrainedImageEncoder.load(Golden.file("tiny-encoder.pt"), Device.cpu());
  }

  @AfterEach
  void close() {
    encoder.close();
    manager.close();
  }

  @Test
  void changesTheGeneratorsGradientAsFiniteDifferencesSay() {
    // given
    TrainingStep with = new TrainingStep(SmallPairs.config(), List.of(encoder));
    TrainingStep without = new TrainingStep(SmallPairs.config());
    try (TrainingState state = FreshState.create(with.networks(), manager, 5)) {
      NDArray start = state.generator().copy(manager);

      // when
      NDArray change =
          update(with, state)
              .generator()
              .gradient()
              .sub(update(without, state).generator().gradient());

      // then
      double length = Math.sqrt(change.dot(change).getFloat());
      NDArray direction = change.div(length);
      double step = 0.003; // small beside the parameters' length, large beside rounding
      double more = term(with, state, start.add(direction.mul(step)));
      double less = term(with, state, start.sub(direction.mul(step)));
      double slope = (more - less) / (2 * step);
      System.out.printf("gradient of the term %.4f, finite differences %.4f%n", length, slope);
      assertThat(length).isGreaterThan(1e-3);
      assertThat(slope / length).isBetween(0.97, 1.03);
    }
  }

  @Test
  void isAddedToTheGeneratorsLossAndToNothingElse() {
    // given
    TrainingStep with = new TrainingStep(SmallPairs.config(), List.of(encoder));
    TrainingStep without = new TrainingStep(SmallPairs.config());
    try (TrainingState state = FreshState.create(with.networks(), manager, 5)) {
      // when
      JointUpdate joint = update(with, state);
      JointUpdate plain = update(without, state);

      // then
      Map<String, Double> scalars = joint.generator().scalars().readFinite();
      Map<String, Double> usual = plain.generator().scalars().readFinite();
      assertThat(usual).doesNotContainKey(TERM);
      assertThat(scalars.get("g_loss") - usual.get("g_loss"))
          .isCloseTo(scalars.get(TERM), within(1e-5));
      assertThat(scalars.get("d_loss")).isEqualTo(usual.get("d_loss"));
      assertThat(joint.discriminator().gradient()).isEqualTo(plain.discriminator().gradient());
    }
  }

  @Test
  void stepsWithItRepeatThemselvesAndKeepNoNativeArrays() {
    // given
    List<Map<String, Double>> once = new ArrayList<>();
    List<Map<String, Double>> again = new ArrayList<>();

    // when
    for (List<Map<String, Double>> run : List.of(once, again)) {
      try (Trainer trainer =
          Trainer.create(
              SmallPairs.config(),
              SmallPairs.training(BATCH, 2),
              FrozenEncoders.of(SmallPairs::encode, encoder),
              Device.cpu(),
              3)) {
        int arrays = 0;
        for (int step = 0; step < 8; step++) {
          run.add(trainer.step(SmallPairs.draw(trainer.examplesPerStep(), step)).scalars());
          arrays = step == 3 ? trainer.nativeArrays() : arrays;
        }

        // then
        assertThat(trainer.nativeArrays()).isEqualTo(arrays);
      }
    }
    assertThat(again).isEqualTo(once);
    assertThat(once).allSatisfy(scalars -> assertThat(scalars).containsKey(TERM));
  }

  private JointUpdate update(TrainingStep networks, TrainingState state) {
    TrainingBatch batch =
        TrainingBatch.of(
            manager,
            SmallPairs.draw(BATCH, 1),
            0,
            SmallPairs.config().imageSize(),
            SmallPairs::encode,
            Optional.empty(),
            Optional.empty());
    NDArray z = new Noise(9, 0).next(manager, BATCH, SmallPairs.config().noiseSize());
    return networks.jointUpdate(state, batch, z, manager);
  }

  private double term(TrainingStep networks, TrainingState state, NDArray generator) {
    state.generator().set(generator);
    return update(networks, state).generator().scalars().readFinite().get(TERM);
  }
}
