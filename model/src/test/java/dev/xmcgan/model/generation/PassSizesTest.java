package dev.xmcgan.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.config.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassSizesTest {

  @Test
  void fillsTheLargestPassesFirstWhenAllSizesAgree() {
    // given
    PassSizes sizes = new PassSizes(16);
    PassSizes.Probe probe = agreeingExcept(size -> false);

    // then
    assertThat(sizes.plan(0, probe)).isEmpty();
    assertThat(sizes.plan(1, probe)).containsExactly(1);
    assertThat(sizes.plan(7, probe)).containsExactly(4, 2, 1);
    assertThat(sizes.plan(16, probe)).containsExactly(16);
    assertThat(sizes.plan(39, probe)).containsExactly(16, 16, 4, 2, 1);
  }

  @Test
  void fillsUpAPairWhenASingleImageDiffers() {
    // given
    PassSizes sizes = new PassSizes(16);
    PassSizes.Probe probe = agreeingExcept(size -> size == 1);

    // then
    assertThat(sizes.plan(1, probe)).containsExactly(2);
    assertThat(sizes.plan(7, probe)).containsExactly(4, 2, 2);
  }

  @Test
  void leavesOutSizesThatDiffer() {
    // given
    PassSizes sizes = new PassSizes(16);

    // then
    assertThat(sizes.plan(16, agreeingExcept(size -> size == 8 || size == 16)))
        .containsExactly(4, 4, 4, 4);
  }

  @Test
  void drawsOneByOneWhenThePlaceInAPassMatters() {
    // given
    PassSizes sizes = new PassSizes(16);
    PassSizes.Probe probe =
        samples -> {
          List<float[]> images = new ArrayList<>();
          for (int place = 0; place < samples.size(); place++) {
            images.add(new float[] {samples.get(place), place});
          }
          return images;
        };

    // then
    assertThat(sizes.plan(5, probe)).containsExactly(1, 1, 1, 1, 1);
  }

  @Test
  void needsNoProofForSingleImages() {
    // given
    PassSizes sizes = new PassSizes(1);

    // then
    assertThat(sizes.plan(3, nothingToProve())).containsExactly(1, 1, 1);
  }

  @Test
  void provesEachSizeOnceForAllGeneratorsOfTheSameShapes() {
    // given
    ModelConfig config = ModelConfig.starter64();
    List<Integer> drawn = new ArrayList<>();
    PassSizes.of(config, Device.cpu(), Precision.FLOAT32, 1)
        .plan(
            7,
            samples -> {
              drawn.add(samples.size());
              return agreeingExcept(size -> false).draw(samples);
            });

    // when
    List<Integer> next =
        PassSizes.of(config, Device.cpu(), Precision.FLOAT32, 1).plan(7, nothingToProve());

    // then
    assertThat(drawn).contains(1, 2, 4);
    assertThat(next).containsExactly(4, 2, 1);
  }

  @Test
  void provesSizesAnewForOtherShapes() {
    // given
    PassSizes known = PassSizes.of(ModelConfig.starter64(), Device.cpu(), Precision.FLOAT32, 1);

    // then
    assertThat(PassSizes.of(ModelConfig.official128(), Device.cpu(), Precision.FLOAT32, 1))
        .isNotSameAs(known);
    assertThat(PassSizes.of(ModelConfig.starter64(), Device.cpu(), Precision.FLOAT16, 1))
        .isNotSameAs(known);
    assertThat(PassSizes.of(ModelConfig.starter64(), Device.cpu(), Precision.FLOAT32, 2))
        .isNotSameAs(known);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -2, 12})
  void refusesALargestPassThatIsNoPowerOfTwo(int largest) {
    assertThatThrownBy(() -> new PassSizes(largest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("" + largest);
  }

  private static PassSizes.Probe nothingToProve() {
    return samples -> {
      throw new AssertionError("nothing to prove");
    };
  }

  /** Images depend on their sample alone, except in passes of some sizes. */
  private static PassSizes.Probe agreeingExcept(IntPredicate differing) {
    return samples -> {
      float offset = differing.test(samples.size()) ? Math.ulp(1f) : 0;
      return samples.stream().map(sample -> new float[] {1 + sample + offset}).toList();
    };
  }
}
