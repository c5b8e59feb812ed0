package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1_000_000, 16));

  @ParameterizedTest
  @CsvSource({
    "lossy.webp, 12",
    "lossless.webp, 0",
    "progressive.jpg, 12",
    "cmyk.jpg, 60", // another gamut: roughly the colour
    "palette.png, 35",
  })
  void readsTheColoursOfEveryFormat(String file, int tolerance) throws Exception {
    // when
    RgbImage image = decoder.decode(TestImages.resource(file));

    // then
    assertThat(image.width()).isEqualTo(96);
    assertThat(image.height()).isEqualTo(64);
    assertPixel(image, 20, 32, tolerance, 200, 30, 40);
    assertPixel(image, 76, 32, tolerance, 20, 60, 220);
  }

  @Test
  void grayStaysAsBrightAsItIs() throws Exception {
    // given: ITU-R 601 luma of (200,30,40) and of (20,60,220)
    byte[] gray = TestImages.resource("gray.jpg");

    // when
    RgbImage image = decoder.decode(gray);

    // then
    assertPixel(image, 20, 32, 3, 82, 82, 82);
    assertPixel(image, 76, 32, 3, 66, 66, 66);
  }

  @Test
  void sixteenBitGrayKeepsItsLevel() throws Exception {
    // when
    RgbImage image = decoder.decode(TestImages.resource("gray16.png"));

    // then
    assertPixel(image, 5, 5, 1, 128, 128, 128);
  }

  @Test
  void blackAndWhiteStaysBlackAndWhite() throws Exception {
    // when
    RgbImage image = decoder.decode(TestImages.resource("bilevel.png"));

    // then
    for (byte value : image.rgb()) {
      assertThat(value).isIn((byte) 0, (byte) 255);
    }
  }

  @Test
  void transparencyShowsWhite() throws Exception {
    // when
    RgbImage halfRed = decoder.decode(TestImages.resource("half-red.png"));
    RgbImage clear = decoder.decode(TestImages.resource("clear-gray-alpha.png"));
    RgbImage fading = decoder.decode(TestImages.resource("alpha.webp"));

    // then
    assertPixel(halfRed, 5, 5, 2, 255, 127, 127);
    assertPixel(clear, 5, 5, 0, 255, 255, 255);
    assertPixel(fading, 20, 0, 6, 255, 255, 255); // alpha 0 at the top …
    assertPixel(fading, 20, 63, 6, 200, 30, 40); // … 255 at the bottom
  }

  @ParameterizedTest
  @CsvSource({"30000, 30000", "2147483647, 2147483647", "1000001, 1"})
  void aTinyFileThatClaimsManyPixelsIsRefusedByItsHeader(int width, int height) {
    // given
    byte[] bomb = TestImages.bombPng(width, height);
    assertThat(bomb).hasSizeLessThan(200);

    // then
    assertRefused(bomb, ImageProblem.IMAGE_TOO_LARGE);
  }

  @Test
  void compressedTextInAPngIsNeverInflated() throws Exception {
    // given: 1 MB of file that would inflate past the heap, were it read
    byte[] bomb = TestImages.withCompressedText(TestImages.noisePng(32, 1), 200_000_000);
    assertThat(bomb).hasSizeLessThan(1 << 20);

    // when
    RgbImage image = decoder.decode(bomb);

    // then
    assertThat(image.rgb()).isEqualTo(TestImages.noise(32, 32, 1).rgb());
  }

  @Test
  void aFileOverTheByteLimitIsNotEvenLookedAt() {
    // given
    byte[] large = new byte[(1 << 20) + 1];

    // then
    assertRefused(large, ImageProblem.IMAGE_TOO_LARGE);
  }

  @Test
  void aSpeckIsTooSmall() {
    assertRefused(TestImages.noisePng(15, 1), ImageProblem.IMAGE_TOO_SMALL);
  }

  @Test
  void textIsNoImageWhateverItsName() {
    // given
    byte[] text = "this is picture.png, honestly".getBytes(StandardCharsets.UTF_8);

    // then
    assertRefused(text, ImageProblem.UNSUPPORTED_FORMAT);
    assertRefused(new byte[0], ImageProblem.UNSUPPORTED_FORMAT);
    assertRefused("GIF89a".getBytes(StandardCharsets.UTF_8), ImageProblem.BROKEN_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"lossy.webp", "lossless.webp", "progressive.jpg", "cmyk.jpg", "palette.png"})
  void aTruncatedFileIsBroken(String name) {
    // given
    byte[] whole = TestImages.resource(name);

    // then
    assertRefused(Arrays.copyOf(whole, whole.length * 3 / 5), ImageProblem.BROKEN_IMAGE);
    assertRefused(Arrays.copyOf(whole, 13), ImageProblem.BROKEN_IMAGE);
  }

  @Test
  void garbledFilesAreDecodedOrRefusedAndNothingElse() {
    // given
    Random random = new Random(7);
    int refused = 0;
    for (String name : new String[] {"lossy.webp", "alpha.webp", "cmyk.jpg", "palette.png"}) {
      byte[] whole = TestImages.resource(name);
      for (int round = 0; round < 100; round++) {
        byte[] garbled = whole.clone();
        for (int hit = 0; hit < 4; hit++) {
          garbled[12 + random.nextInt(garbled.length - 12)] = (byte) random.nextInt();
        }

        // when: any other exception, or a decoder that never ends, fails this test
        try {
          decoder.decode(garbled);
        } catch (UnusableImageException e) {
          refused++;
        }
      }
    }

    // then
    assertThat(refused).isBetween(1, 399);
  }

  @Test
  void limitsMustBePositive() {
    assertThatThrownBy(() -> new ImageLimits(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("positive");
  }

  private void assertRefused(byte[] file, ImageProblem problem) {
    var refusal = catchThrowableOfType(UnusableImageException.class, () -> decoder.decode(file));
    assertThat(refusal).as("%s bytes", file.length).isNotNull();
    assertThat(refusal.problem()).isEqualTo(problem);
    assertThat(refusal.getMessage()).isNotBlank();
  }

  private static void assertPixel(
      RgbImage image, int x, int y, int tolerance, int red, int green, int blue) {
    int at = (y * image.width() + x) * 3;
    assertThat(image.rgb()[at] & 0xff).as("red").isCloseTo(red, within(tolerance));
    assertThat(image.rgb()[at + 1] & 0xff).as("green").isCloseTo(green, within(tolerance));
    assertThat(image.rgb()[at + 2] & 0xff).as("blue").isCloseTo(blue, within(tolerance));
  }
}
