package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.xmcgan.model.captions.FalseCaptions;
import dev.xmcgan.model.training.state.FreshState;
import dev.xmcgan.model.training.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A colour is drawn, and judged by who reads the place too. */
class FullCaptionTest {
  private static final int BATCH = 4;

  private final NDManager manager = NDManager.newBaseManager(Device.cpu());
  private final TrainingStep networks = new TrainingStep(SmallPairs.config());

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void theGeneratorDrawsOneCaptionAndTheDiscriminatorReadsTheOther() {
    // when
    JointUpdate mixed = update(pairs(true, true));
    JointUpdate terse = update(pairs(true, false));
    JointUpdate full = update(pairs(false, true));

    // then
    assertThat(mixed.generator().images()).isEqualTo(terse.generator().images());
    Map<String, Double> judged = mixed.discriminator().scalars().readFinite();
    for (String loss : List.of("real_sentence_loss", "real_word_loss", "real_logit")) {
      assertThat(judged.get(loss))
          .isEqualTo(full.discriminator().scalars().readFinite().get(loss))
          .isNotEqualTo(terse.discriminator().scalars().readFinite().get(loss));
    }
    assertThat(mixed.generator().gradient()).isNotEqualTo(terse.generator().gradient());
  }

  @Test
  void whatIsMadeFalseIsWhatTheDiscriminatorReads() {
    // given: a colour alone cannot be made false
    FalseCaptions elsewhere = SmallPairs::elsewhere;

    // then
    assertThat(batch(pairs(true, false), Optional.of(elsewhere)).falseText()).isEmpty();
    assertThat(batch(pairs(true, true), Optional.of(elsewhere)).falseText()).isPresent();
  }

  @Test
  void nothingIsNoCaption() {
    assertThatThrownBy(() -> TrainingExample.assigned(new byte[12], "red", " ", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("caption");
  }

  private JointUpdate update(List<TrainingExample> examples) {
    try (TrainingState state = FreshState.create(networks.networks(), manager, 5)) {
      NDArray z = manager.ones(new Shape(BATCH, SmallPairs.config().noiseSize()));
      return networks.jointUpdate(state, batch(examples, Optional.empty()), z, manager);
    }
  }

  private TrainingBatch batch(List<TrainingExample> examples, Optional<FalseCaptions> made) {
    return TrainingBatch.of(
        manager, examples, 0, SmallPairs.SIZE, SmallPairs::encode, made, Optional.empty());
  }

  /** Pairs that a colour alone draws or that are judged by all. */
  private static List<TrainingExample> pairs(boolean drawnByColour, boolean judgedByAll) {
    List<TrainingExample> pairs = new ArrayList<>();
    for (TrainingExample real : SmallPairs.draw(BATCH, 1)) {
      String colour = real.caption().split(" ")[0];
      pairs.add(
          TrainingExample.assigned(
              real.rgb(),
              drawnByColour ? colour : real.caption(),
              judgedByAll ? real.caption() : colour,
              pairs.size()));
    }
    return pairs;
  }
}
