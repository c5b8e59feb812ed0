package dev.xmcgan.evaluation.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.images.RgbImage;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class PeriodicResidueTest {
  private static final int EDGE = 64;

  @Test
  void aCheckerboardIsAsStrongAsItIs() {
    // given: 100 ± 3
    RgbImage image = grey((x, y) -> (x + y) % 2 == 0 ? 103 : 97);

    // then: a period of four holds two of two
    assertThat(strength(2, image)).isCloseTo(3, within(1e-4));
    assertThat(strength(4, image)).isCloseTo(3, within(1e-4));
  }

  @Test
  void stripesFourPixelsWideAreNoneOfTwo() {
    // given: 100 + 8 cos(π x / 2), of which a filter over two pixels takes away half
    RgbImage image = grey((x, y) -> 100 + new int[] {8, 0, -8, 0}[x % 4]);

    // then
    assertThat(strength(4, image)).isCloseTo(8 / Math.sqrt(2), within(1e-4));
    assertThat(strength(2, image)).isCloseTo(0, within(1e-4));
  }

  @Test
  void flatAndEvenlyRisingPartsLeaveNothing() {
    // given
    RgbImage rising = grey((x, y) -> 20 + x + 2 * y);

    // then
    assertThat(strength(2, rising)).isCloseTo(0, within(1e-4));
    assertThat(strength(4, rising)).isCloseTo(0, within(1e-4));
  }

  @Test
  void whatEachImageHasByItselfAveragesOut() {
    // given: one image of noise, and many with a grid of half a grey level beneath
    SplittableRandom random = new SplittableRandom(1);
    PeriodicResidue noise = new PeriodicResidue(2);
    PeriodicResidue grid = new PeriodicResidue(2);
    for (int i = 0; i < 400; i++) {
      noise.add(grey((x, y) -> 100 + random.nextInt(20)));
      // ± 1 on every second image
      int strength = i % 2;
      grid.add(grey((x, y) -> 100 + random.nextInt(20) + (y % 2 == 0 ? strength : -strength)));
    }

    // then
    assertThat(noise.greyLevels()).isLessThan(0.03);
    assertThat(grid.greyLevels()).isCloseTo(0.5, within(0.03));
  }

  @Test
  void imagesOfLessThanThreePeriodsAreRefused() {
    // given
    PeriodicResidue residue = new PeriodicResidue(4);

    // then
    assertThatThrownBy(() -> residue.add(RgbImage.square(8, new byte[8 * 8 * 3])))
        .hasMessageContaining("8 × 8");
    assertThatThrownBy(residue::greyLevels).hasMessageContaining("no image");
    assertThatThrownBy(() -> new PeriodicResidue(3)).hasMessageContaining("not 3");
  }

  private static double strength(int period, RgbImage image) {
    PeriodicResidue residue = new PeriodicResidue(period);
    residue.add(image);
    return residue.greyLevels();
  }

  private static RgbImage grey(IntBinaryOperator level) {
    int[] pixels = new int[EDGE * EDGE];
    for (int y = 0; y < EDGE; y++) {
      for (int x = 0; x < EDGE; x++) {
        pixels[y * EDGE + x] = level.applyAsInt(x, y) * 0x010101;
      }
    }
    return RgbImage.ofPacked(EDGE, EDGE, pixels);
  }
}
