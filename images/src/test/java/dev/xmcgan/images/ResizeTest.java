package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ResizeTest {
  @Test
  void anImageOfTheRightSizeKeepsEveryBit() {
    // given
    RgbImage image = TestImages.noise(64, 64, 3);

    // when
    RgbImage squashed = Resize.toSquare(image, 64);

    // then
    assertThat(squashed.rgb()).isEqualTo(image.rgb());
  }

  @Test
  void aFineStripePatternBecomesItsMeanInsteadOfAliasing() {
    // given: columns black, white, black …, 10 of them for each pixel that remains
    RgbImage stripes = new RgbImage(640, 640, new byte[640 * 640 * 3]);
    for (int at = 0; at < stripes.rgb().length; at++) {
      stripes.rgb()[at] = (byte) (at / 3 % 2 == 0 ? 0 : 255);
    }

    // when
    RgbImage squashed = Resize.toSquare(stripes, 64);

    // then
    for (int x = 4; x < 60; x++) {
      assertThat(squashed.rgb()[(32 * 64 + x) * 3] & 0xff).isCloseTo(128, within(4));
    }
  }

  @Test
  void aspectRatioIsNotKept() {
    // given
    RgbImage wide = TestImages.plain(300, 40, 10, 20, 30);

    // when
    RgbImage squashed = Resize.toSquare(wide, 64);

    // then
    assertThat(squashed).isEqualTo(new RgbImage(64, 64, squashed.rgb()));
    assertThat(squashed.rgb()).startsWith(10, 20, 30).endsWith(10, 20, 30);
  }

  @Test
  void enlargingKeepsFlatColoursFlat() {
    // when
    RgbImage large = Resize.enlarged(TestImages.plain(16, 16, 200, 0, 7), 64);

    // then
    assertThat(large.rgb()).isEqualTo(TestImages.plain(64, 64, 200, 0, 7).rgb());
  }
}
