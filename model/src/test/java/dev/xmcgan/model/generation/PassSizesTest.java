package dev.xmcgan.model.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    PassSizes sizes = new PassSizes(16, agreeingExcept(size -> false));

    // then
    assertThat(sizes.plan(0)).isEmpty();
    assertThat(sizes.plan(1)).containsExactly(1);
    assertThat(sizes.plan(7)).containsExactly(4, 2, 1);
    assertThat(sizes.plan(16)).containsExactly(16);
    assertThat(sizes.plan(39)).containsExactly(16, 16, 4, 2, 1);
  }

  @Test
  void fillsUpAPairWhenASingleImageDiffers() {
    // given
    PassSizes sizes = new PassSizes(16, agreeingExcept(size -> size == 1));

    // then
    assertThat(sizes.plan(1)).containsExactly(2);
    assertThat(sizes.plan(7)).containsExactly(4, 2, 2);
  }

  @Test
  void leavesOutSizesThatDiffer() {
    // given
    PassSizes sizes = new PassSizes(16, agreeingExcept(size -> size == 8 || size == 16));

    // then
    assertThat(sizes.plan(16)).containsExactly(4, 4, 4, 4);
  }

  @Test
  void drawsOneByOneWhenThePlaceInAPassMatters() {
    // given
    PassSizes sizes =
        new PassSizes(
            16,
            samples -> {
              List<float[]> images = new ArrayList<>();
              for (int place = 0; place < samples.size(); place++) {
                images.add(new float[] {samples.get(place), place});
              }
              return images;
            });

    // then
    assertThat(sizes.plan(5)).containsExactly(1, 1, 1, 1, 1);
  }

  @Test
  void needsNoProofForSingleImages() {
    // given
    PassSizes sizes =
        new PassSizes(
            1,
            samples -> {
              throw new AssertionError("nothing to prove");
            });

    // then
    assertThat(sizes.plan(3)).containsExactly(1, 1, 1);
  }

  @Test
  void provesEachSizeOnce() {
    // given
    List<Integer> drawn = new ArrayList<>();
    PassSizes sizes =
        new PassSizes(
            4,
            samples -> {
              drawn.add(samples.size());
              return agreeingExcept(size -> false).draw(samples);
            });

    // when
    sizes.plan(7);
    int proofs = drawn.size();
    sizes.plan(7);

    // then
    assertThat(drawn).hasSize(proofs).contains(1, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -2, 12})
  void refusesALargestPassThatIsNoPowerOfTwo(int largest) {
    assertThatThrownBy(() -> new PassSizes(largest, samples -> List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("" + largest);
  }

  /** Images depend on their sample alone, except in passes of some sizes. */
  private static PassSizes.Probe agreeingExcept(IntPredicate differing) {
    return samples -> {
      float offset = differing.test(samples.size()) ? Math.ulp(1f) : 0;
      return samples.stream().map(sample -> new float[] {1 + sample + offset}).toList();
    };
  }
}
