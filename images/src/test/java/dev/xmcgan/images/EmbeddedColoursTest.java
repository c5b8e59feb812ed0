package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.images.containers.JpegSegments;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file is 96 x 64, left (200,30,40), right (20,60,220) by its samples. */
class EmbeddedColoursTest {
  private static final int[] LEFT = {200, 30, 40};
  private static final int[] RIGHT = {20, 60, 220};

  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 23, 1_000_000, 16));

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "webp"})
  void aProfileIsObeyedInEveryFormat(String format) throws Exception {
    // given: red and blue exchanged
    byte[] file = withProfile(format, swapped());

    // when
    RgbImage image = decoder.decode(file);

    // then
    assertPixel(image, 20, 8, 40, 30, 200);
    assertPixel(image, 76, 8, 220, 60, 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "webp"})
  void aProfileThatSaysSrgbChangesNothing(String format) throws Exception {
    // given
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();

    // then
    assertThat(decoder.decode(withProfile(format, srgb)).rgb())
        .isEqualTo(decoder.decode(plain(format)).rgb());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "png", "webp"})
  void aBrokenOrStrangeProfileIsDroppedInEveryFormat(String format) throws Exception {
    // given
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    byte[] zeros = Arrays.copyOf(Arrays.copyOf(srgb, 128), srgb.length);
    byte[] junk = "junkjunk".repeat(60).getBytes(StandardCharsets.US_ASCII);
    byte[] gray = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    byte[] xyz = ICC_Profile.getInstance(ColorSpace.CS_CIEXYZ).getData();

    // then
    for (byte[] profile :
        new byte[][] {junk, Arrays.copyOf(srgb, 300), zeros, new byte[3], gray, xyz}) {
      assertThat(decoder.decode(withProfile(format, profile)).rgb())
          .isEqualTo(decoder.decode(plain(format)).rgb());
    }
  }

  @Test
  void aProfileThatInflatesWithoutEndIsDropped() throws Exception {
    // given
    byte[] png = withProfile("png", new byte[100_000_000]);
    assertThat(png).hasSizeLessThan(1 << 20);

    // then
    assertThat(decoder.decode(png).rgb()).isEqualTo(decoder.decode(plain("png")).rgb());
  }

  @Test
  void aProfileInSeveralSegmentsIsPutTogether() throws Exception {
    // given: parts are put before each other, the last first
    byte[] profile = swapped();
    int half = profile.length / 2;
    byte[] file = plain("jpeg");
    file = part(file, 2, 2, Arrays.copyOfRange(profile, half, profile.length));
    byte[] incomplete = file;
    file = part(file, 1, 2, Arrays.copyOf(profile, half));

    // then
    assertPixel(decoder.decode(file), 20, 8, 40, 30, 200);
    assertPixel(decoder.decode(incomplete), 20, 32, LEFT);
  }

  @Test
  void cmykSurvivesABrokenProfile() throws Exception {
    // given
    byte[] cmyk = TestImages.resource("cmyk.jpg");
    byte[] file = part(cmyk, 1, 1, "junk".repeat(100).getBytes(StandardCharsets.US_ASCII));

    // when
    RgbImage image = decoder.decode(file);

    // then
    int left = image.pixel(20, 32);
    assertThat(left >> 16).isGreaterThan(140);
    assertThat(left & 0xff).isLessThan(100);
  }

  @Test
  void grayByAGrayProfileIsConverted() throws Exception {
    // given: the JDK's gray is linear light, so that a middle level is brighter in sRGB
    byte[] png = Embedding.inPng(grayPng(100), "iCCP", iccp(grayProfile()));

    // when
    int pixel = decoder.decode(png).pixel(3, 3);

    // then: 255 * srgb(100 / 255)
    assertThat(pixel & 0xff).isCloseTo(168, within(4));
    assertThat(pixel >> 16).isEqualTo(pixel & 0xff);
  }

  @Test
  void linearLightByGammaIsBrightened() throws Exception {
    // given
    byte[] linear = Embedding.inPng(plain("png"), "gAMA", ints(100_000));
    byte[] usual = Embedding.inPng(plain("png"), "gAMA", ints(45_455));
    byte[] absurd = Embedding.inPng(plain("png"), "gAMA", ints(0));

    // then: 255 * srgb(x / 255)
    assertPixel(decoder.decode(linear), 20, 8, 228, 96, 110);
    assertPixel(decoder.decode(usual), 20, 8, LEFT);
    assertPixel(decoder.decode(absurd), 20, 8, LEFT);
  }

  @Test
  void primariesOfPngAreObeyedAndSrgbGoesBeforeThem() throws Exception {
    // given: red and blue of sRGB exchanged
    byte[] primaries = ints(31_270, 32_900, 15_000, 6_000, 30_000, 60_000, 64_000, 33_000);
    byte[] file = Embedding.inPng(plain("png"), "cHRM", primaries);
    byte[] absurd = Embedding.inPng(plain("png"), "cHRM", new byte[32]);

    // then
    assertPixel(decoder.decode(file), 20, 8, 40, 30, 200);
    assertPixel(decoder.decode(Embedding.inPng(file, "sRGB", new byte[1])), 20, 8, LEFT);
    assertPixel(decoder.decode(absurd), 20, 8, LEFT);
  }

  @Test
  void codePointsOfPngGoBeforeAProfile() throws Exception {
    // given: Display P3, whose white and grays are those of sRGB and whose red is redder
    byte[] profiled = withProfile("png", swapped());
    byte[] displayP3 = Embedding.inPng(profiled, "cICP", new byte[] {12, 13, 0, 1});
    byte[] srgb = Embedding.inPng(profiled, "cICP", new byte[] {1, 13, 0, 1});

    // then: by the matrices of CSS Color 4
    assertPixel(decoder.decode(displayP3), 20, 8, 218, 0, 31);
    assertPixel(decoder.decode(srgb), 20, 8, LEFT);
  }

  private static byte[] plain(String format) {
    return switch (format) {
      case "jpeg" -> JpegFile.encode(halves());
      case "png" -> PngFile.encode(halves());
      default -> TestImages.resource("lossless.webp");
    };
  }

  private static byte[] withProfile(String format, byte[] profile) {
    return switch (format) {
      case "jpeg" -> part(plain(format), 1, 1, profile);
      case "png" -> Embedding.inPng(plain(format), "iCCP", iccp(profile));
      default -> Embedding.inWebP(plain(format), 96, 64, "ICCP", profile);
    };
  }

  private static byte[] part(byte[] jpeg, int number, int count, byte[] content) {
    String name = "ICC_PROFILE\0" + (char) number + (char) count;
    return Embedding.inJpeg(jpeg, JpegSegments.APP2, name, content);
  }

  private static byte[] iccp(byte[] profile) {
    var chunk = new ByteArrayOutputStream();
    chunk.writeBytes("icc\0\0".getBytes(StandardCharsets.US_ASCII));
    chunk.writeBytes(TestImages.deflate(profile));
    return chunk.toByteArray();
  }

  /** The JDK's sRGB with the primaries red and blue exchanged. */
  private static byte[] swapped() {
    ByteBuffer profile =
        ByteBuffer.wrap(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData().clone());
    int red = tag(profile, "rXYZ");
    int blue = tag(profile, "bXYZ");
    long place = profile.getLong(red + 4);
    profile.putLong(red + 4, profile.getLong(blue + 4)).putLong(blue + 4, place);
    return profile.array();
  }

  private static int tag(ByteBuffer profile, String name) {
    int signature = ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
    int entry = 132;
    while (profile.getInt(entry) != signature) {
      entry += 12;
    }
    return entry;
  }

  private static byte[] grayProfile() {
    return ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
  }

  private static byte[] grayPng(int level) {
    byte[] header = ByteBuffer.allocate(13).putInt(32).putInt(32).put((byte) 8).array();
    byte[] rows = new byte[32 * 33];
    Arrays.fill(rows, (byte) level);
    for (int row = 0; row < 32; row++) {
      rows[row * 33] = 0; // no filter
    }
    return TestImages.png(
        TestImages.chunk("IHDR", header), TestImages.chunk("IDAT", TestImages.deflate(rows)));
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  private static RgbImage halves() {
    RgbImage image = TestImages.plain(96, 64, LEFT[0], LEFT[1], LEFT[2]);
    for (int y = 0; y < 64; y++) {
      for (int x = 48; x < 96; x++) {
        for (int colour = 0; colour < 3; colour++) {
          image.rgb()[3 * (y * 96 + x) + colour] = (byte) RIGHT[colour];
        }
      }
    }
    return image;
  }

  private static void assertPixel(RgbImage image, int x, int y, int... expected) {
    int pixel = image.pixel(x, y);
    int[] actual = {pixel >> 16, pixel >> 8 & 0xff, pixel & 0xff};
    for (int colour = 0; colour < 3; colour++) {
      assertThat(actual[colour])
          .as("%s of %s, expected %s", colour, Arrays.toString(actual), Arrays.toString(expected))
          .isCloseTo(expected[colour], within(6));
    }
  }
}
