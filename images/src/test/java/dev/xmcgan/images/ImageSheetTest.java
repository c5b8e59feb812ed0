package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ImageSheetTest {

  @Test
  void imagesStandInRowsAndTheRestIsBlack() {
    // given
    RgbImage red = TestImages.plain(2, 3, 200, 0, 0);
    RgbImage green = TestImages.plain(2, 3, 0, 200, 0);
    RgbImage blue = TestImages.plain(2, 3, 0, 0, 200);

    // when
    RgbImage sheet = ImageSheet.of(List.of(red, green, blue), 2);

    // then
    assertThat(sheet.width()).isEqualTo(4);
    assertThat(sheet.height()).isEqualTo(6);
    assertThat(sheet.pixel(1, 2)).isEqualTo(0xc80000);
    assertThat(sheet.pixel(2, 0)).isEqualTo(0x00c800);
    assertThat(sheet.pixel(0, 3)).isEqualTo(0x0000c8);
    assertThat(sheet.pixel(3, 5)).isZero();
  }

  @Test
  void onlyImagesOfOneSizeMakeASheet() {
    // given
    RgbImage small = TestImages.plain(2, 2, 0, 0, 0);
    RgbImage wide = TestImages.plain(3, 2, 0, 0, 0);

    // then
    assertThatThrownBy(() -> ImageSheet.of(List.of(small, wide), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 x 2");
    assertThatThrownBy(() -> ImageSheet.of(List.of(), 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
