package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebPFileTest {
  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1 << 20, 1));
  private final RgbImage noise = TestImages.noise(64, 48, 3);

  @Test
  void theFinestHasThePixelsThatWereWritten() throws Exception {
    // when
    byte[] file = WebPFile.encode(noise, 100);

    // then
    assertThat(ImageFileType.of(file)).contains(ImageFileType.WEBP);
    assertThat(decoder.decode(file).rgb()).isEqualTo(noise.rgb());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 99})
  void aCoarserOneIsSmallerAndStillTheImage(int level) throws Exception {
    // when
    byte[] file = WebPFile.encode(noise, level);

    // then
    assertThat(file).hasSizeLessThan(WebPFile.encode(noise, 100).length);
    assertThat(decoder.decode(file).width()).isEqualTo(64);
  }

  @Test
  void levelsOfLossAreInOrder() {
    assertThat(WebPFile.encode(noise, 10)).hasSizeLessThan(WebPFile.encode(noise, 90).length);
    assertThat(JpegFile.encode(noise, 10)).hasSizeLessThan(JpegFile.encode(noise, 90).length);
    assertThat(JpegFile.encode(noise, 100)).isEqualTo(JpegFile.encode(noise));
  }

  @ParameterizedTest
  @ValueSource(ints = {75, 100})
  void theSamePixelsGiveTheSameBytes(int level) {
    assertThat(WebPFile.encode(noise, level)).isEqualTo(WebPFile.encode(noise, level));
  }
}
