package dev.xmcgan.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FlippedImagesTest {

  @Test
  void aMirrorImageHasLeftAndRightExchanged() {
    // given: 2 × 2 pixels
    byte[] rgb = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    TrainingExample example = new TrainingExample(rgb, "red left");

    // then
    assertThat(example.mirrored().rgb()).containsExactly(4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9);
    assertThat(example.mirrored().mirrored().rgb()).isEqualTo(rgb);
  }

  @Test
  void whatAGeneratorDrewFromASeedStaysAsItIs() {
    TrainingExample drawn = new TrainingExample(new byte[12], "red left", OptionalLong.of(5));

    assertThat(drawn.mirrored()).isSameAs(drawn);
  }

  @Test
  void someImagesOfAStepAreMirroredAndAlwaysTheSame() {
    // given
    TrainingConfig plain = SmallPairs.training(8, 1);

    // then
    assertThat(step(plain.withFlips(true))).isEqualTo(step(plain.withFlips(true)));
    assertThat(step(plain.withFlips(true)).get("d_loss")).isNotEqualTo(step(plain).get("d_loss"));
  }

  private static Map<String, Double> step(TrainingConfig training) {
    List<TrainingExample> examples = SmallPairs.draw(training.examplesPerStep(), 1);
    try (Trainer trainer =
        Trainer.create(
            SmallPairs.config(),
            training,
            FrozenEncoders.of(SmallPairs::encode),
            Device.cpu(),
            1)) {
      return trainer.step(examples).scalars();
    }
  }
}
