package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.images.containers.JpegSegments;
import dev.xmcgan.images.containers.Orientation;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
  /** Shown upright: red, green over blue, yellow; wider than high. */
  private static final int[] QUADRANTS = {0xdc1e1e, 0x1ec81e, 0x1e1edc, 0xe6dc28};

  private static final String[] NAMES = {"red", "green", "blue", "yellow"};
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 20, 1_000_000, 16));

  /** What lies in the stored corners, by the table of the EXIF standard. */
  @ParameterizedTest
  @CsvSource({
    "1, red, green, blue, yellow",
    "2, green, red, yellow, blue",
    "3, yellow, blue, green, red",
    "4, blue, yellow, red, green",
    "5, red, blue, green, yellow",
    "6, green, yellow, red, blue",
    "7, yellow, green, blue, red",
    "8, blue, red, yellow, green",
  })
  void allEightAreTurnedUprightInEveryFormatThatIsWrittenHere(
      int orientation, String topLeft, String topRight, String bottomLeft, String bottomRight)
      throws Exception {
    // given
    boolean onItsSide = orientation >= 5;
    RgbImage stored =
        quadrants(
            onItsSide ? HEIGHT : WIDTH,
            onItsSide ? WIDTH : HEIGHT,
            colour(topLeft),
            colour(topRight),
            colour(bottomLeft),
            colour(bottomRight));
    byte[] motorola = Embedding.exif(orientation, ByteOrder.BIG_ENDIAN);
    byte[] intel = Embedding.exif(orientation, ByteOrder.LITTLE_ENDIAN);

    // then
    for (byte[] exif : new byte[][] {motorola, intel}) {
      assertUpright(Embedding.inPng(PngFile.encode(stored), "eXIf", exif), 0);
      assertUpright(
          Embedding.inJpeg(JpegFile.encode(stored), JpegSegments.APP1, "Exif\0\0", exif), 12);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, left",
    "2, right",
    "3, right",
    "4, left",
    "5, top",
    "6, top",
    "7, bottom",
    "8, bottom"
  })
  void webpIsTurnedUpright(int orientation, String redHalf) throws Exception {
    // given: red is left, as it is stored
    byte[] exif = Embedding.exif(orientation, ByteOrder.LITTLE_ENDIAN);
    byte[] file = Embedding.inWebP(TestImages.resource("lossless.webp"), 96, 64, "EXIF", exif);

    // when
    RgbImage image = decoder.decode(file);

    // then
    boolean onItsSide = orientation >= 5;
    assertThat(image.width()).isEqualTo(onItsSide ? 64 : 96);
    int at =
        switch (redHalf) {
          case "left" -> image.pixel(20, 30);
          case "right" -> image.pixel(76, 30);
          case "top" -> image.pixel(30, 20);
          default -> image.pixel(30, 76);
        };
    assertThat(at).isEqualTo(0xc81e28);
  }

  @Test
  void theUsualFirstSegmentBeforeExifAndAPrefixInPngDoNotHideIt() throws Exception {
    // given
    RgbImage stored =
        quadrants(HEIGHT, WIDTH, QUADRANTS[1], QUADRANTS[3], QUADRANTS[0], QUADRANTS[2]);
    byte[] exif = Embedding.exif(6, ByteOrder.BIG_ENDIAN);
    byte[] prefixed = new byte[6 + exif.length];
    System.arraycopy(
        "Exif\0\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, prefixed, 0, 6);
    System.arraycopy(exif, 0, prefixed, 6, exif.length);
    byte[] xmpFirst =
        Embedding.inJpeg(
            Embedding.inJpeg(JpegFile.encode(stored), JpegSegments.APP1, "Exif\0\0", exif),
            JpegSegments.APP1,
            "http://ns.adobe.com/xap/1.0/\0",
            new byte[20]);

    // then
    assertUpright(Embedding.inPng(PngFile.encode(stored), "eXIf", prefixed), 0);
    assertUpright(xmpFirst, 12);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 65535})
  void noneOfTheEightIsUpright(int orientation) {
    assertThat(Orientation.of(Embedding.exif(orientation, ByteOrder.BIG_ENDIAN)))
        .isEqualTo(Orientation.KEEP);
  }

  @Test
  void brokenBlocksAreUpright() {
    // given
    byte[] exif = Embedding.exif(6, ByteOrder.BIG_ENDIAN);

    // then
    for (int length = 0; length < 34; length++) {
      assertThat(Orientation.of(Arrays.copyOf(exif, length))).isEqualTo(Orientation.KEEP);
    }
    byte[] far = exif.clone();
    far[4] = 0x7f;
    assertThat(Orientation.of(far)).isEqualTo(Orientation.KEEP);
    assertThat(Orientation.of(new byte[40])).isEqualTo(Orientation.KEEP);
  }

  private void assertUpright(byte[] file, int tolerance) throws UnusableImageException {
    RgbImage image = decoder.decode(file);
    assertThat(image.width()).isEqualTo(WIDTH);
    assertThat(image.height()).isEqualTo(HEIGHT);
    for (int i = 0; i < 4; i++) {
      int pixel = image.pixel(WIDTH / 4 + i % 2 * WIDTH / 2, HEIGHT / 4 + i / 2 * HEIGHT / 2);
      for (int shift = 0; shift <= 16; shift += 8) {
        assertThat(pixel >> shift & 0xff)
            .as(NAMES[i])
            .isCloseTo(QUADRANTS[i] >> shift & 0xff, within(tolerance));
      }
    }
  }

  private static int colour(String name) {
    return QUADRANTS[Arrays.asList(NAMES).indexOf(name)];
  }

  private static RgbImage quadrants(int width, int height, int... colours) {
    int[] pixels = new int[width * height];
    for (int i = 0; i < pixels.length; i++) {
      int right = i % width < width / 2 ? 0 : 1;
      int below = i / width < height / 2 ? 0 : 2;
      pixels[i] = colours[below + right];
    }
    return RgbImage.ofPacked(width, height, pixels);
  }
}
