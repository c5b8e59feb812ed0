package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.augmentation.Augmentation;
import dev.xmcgan.model.captions.CaptionEncoder;
import dev.xmcgan.model.captions.FalseText;
import dev.xmcgan.model.losses.ContrastiveLoss;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.DiscriminatorLoss.MatchingUpdate;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FalseTextTest {
  private static final LossWeights LOSSES = LossWeights.official().withMismatched(0.5);

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void onlyCaptionsThatCanBeMadeFalseCount() {
    // when
    FalseText made = of(List.of("red left", "blue"), SmallPairs::encode).orElseThrow();

    // then
    assertThat(made.present().toFloatArray()).containsExactly(1, 0);
    assertThat(made.text().words().get(0).toFloatArray())
        .isEqualTo(SmallPairs.encode(manager, List.of("red right")).words().get(0).toFloatArray());
    float[] similarities =
        made.only(manager.create(new float[] {3, 4}, new Shape(2, 1))).toFloatArray();
    assertThat(similarities[0]).isEqualTo(3);
    assertThat(similarities[1]).isLessThan(-1e5f);
    NDArray ofFalse = manager.create(new float[][] {{1, 2}, {3, 4}});
    NDArray others = manager.create(new float[][] {{5, 6}, {7, 8}});
    assertThat(made.orElse(ofFalse, others).toFloatArray())
        .containsExactly(new float[] {1, 2, 7, 8}, within(1e-6f));
  }

  @Test
  void aBatchWithoutSuchCaptionsHasNone() {
    assertThat(of(List.of("red", "blue"), SmallPairs::encode)).isEmpty();
  }

  @Test
  void aWordBeyondWhatTheEncoderReadsMakesNothingFalse() {
    // given
    CaptionEncoder first =
        (owner, captions) ->
            SmallPairs.encode(
                owner, captions.stream().map(caption -> caption.split(" ")[0]).toList());

    // when
    FalseText made = of(List.of("red left", "left red"), first).orElseThrow();

    // then
    assertThat(made.present().toFloatArray()).containsExactly(0, 1);
  }

  @Test
  void aTrainingThatAsksForThemIsToldThatNobodyMakesThem() {
    TrainingConfig asking = SmallPairs.training(4, 1).withFalseCaptions(true);

    assertThatThrownBy(
            () ->
                Trainer.create(
                    SmallPairs.config(),
                    asking,
                    FrozenEncoders.of(SmallPairs::encode),
                    Device.cpu(),
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("makes captions false");
  }

  private Optional<FalseText> of(List<String> captions, CaptionEncoder encoder) {
    return FalseText.of(
        manager, captions, encoder.encode(manager, captions), encoder, SmallPairs::elsewhere);
  }

  /** In a batch whose captions differ in colour, nothing else asks for the place. */
  @Test
  void theDiscriminatorLearnsWhatOnlyFalseCaptionsTell() {
    double without = rightOfPlaces(false);
    double with = rightOfPlaces(true);

    assertThat(with).as("with, " + without + " without").isGreaterThan(0.95);
    assertThat(without).as("without").isLessThan(0.8);
  }

  /** The share of images that are nearer to their caption than to the false one after training. */
  private double rightOfPlaces(boolean falseCaptions) {
    TrainingStep networks =
        new TrainingStep(SmallPairs.config(), LOSSES, Augmentation.none(), List.of());
    TrainingConfig training = SmallPairs.training(4, 1).with(LOSSES, Augmentation.none());
    try (TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      for (int step = 0; step < 240; step++) {
        try (NDManager scope = manager.newSubManager()) {
          TrainingBatch batch = batch(scope, step, falseCaptions);
          MatchingUpdate update = networks.matchingUpdate(state, batch, scope);
          update.scalars().readFinite();
          update.apply(state, training);
        }
      }
      int right = 0;
      int all = 0;
      for (int step = 200; step < 210; step++) {
        try (NDManager scope = manager.newSubManager()) {
          NDArray margin = margin(networks, state, batch(scope, step, true), scope);
          for (float one : margin.toFloatArray()) {
            all++;
            right += one > 0 ? 1 : 0;
          }
        }
      }
      return (double) right / all;
    }
  }

  private static NDArray margin(
      TrainingStep networks, TrainingState state, TrainingBatch batch, NDManager scope) {
    var discriminator = networks.networks().discriminator();
    var weights =
        discriminator.normalise(
            state.discriminator().constants(scope), state.vectors().constants(scope));
    NDArray images = discriminator.features(weights, batch.images()).global();
    NDArray given = discriminator.sentenceFeatures(weights, batch.text().sentence());
    NDArray made =
        discriminator.sentenceFeatures(weights, batch.falseText().orElseThrow().text().sentence());
    return ContrastiveLoss.ofPartners(images, given).sub(ContrastiveLoss.ofPartners(images, made));
  }

  /** One pair of each colour. */
  private static TrainingBatch batch(NDManager scope, int step, boolean falseCaptions) {
    Set<String> colours = new HashSet<>();
    List<TrainingExample> examples = new ArrayList<>();
    for (TrainingExample example : SmallPairs.draw(200, step)) {
      if (colours.add(example.caption().split(" ")[0])) {
        examples.add(example);
      }
    }
    return TrainingBatch.of(
        scope,
        examples,
        0,
        SmallPairs.SIZE,
        SmallPairs::encode,
        falseCaptions ? Optional.of(SmallPairs::elsewhere) : Optional.empty(),
        Optional.empty());
  }
}
