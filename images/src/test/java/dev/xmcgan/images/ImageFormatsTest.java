package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.images.containers.WebPChunks;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatsTest {
  private static final int RED = 0xc81e28;
  private static final int BLUE = 0x143cdc;

  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 22, 50_000_000, 16));

  @ParameterizedTest
  @CsvSource({
    "a.png, PNG",
    "b.JPG, JPEG",
    "c.jpeg, JPEG",
    "d.jpe, JPEG",
    "e.jfif, JPEG",
    "f.webp, WEBP",
    "g.GIF, GIF",
    "h.bmp, BMP",
    "h.dib, BMP"
  })
  void namesTellTheFormat(String name, ImageFileType type) {
    assertThat(ImageFileType.ofName(name)).contains(type);
    assertThat(ImageFileType.ofName(name + ".txt")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "bmp"})
  void gifAndBmpAreRead(String format) throws Exception {
    // given
    byte[] file = written(format, halves(96, 64));

    // when
    RgbImage image = decoder.decode(file);

    // then
    assertThat(image.width()).isEqualTo(96);
    assertThat(image.pixel(20, 32)).isEqualTo(RED);
    assertThat(image.pixel(76, 32)).isEqualTo(BLUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "bmp"})
  void halfAGifOrBmpIsBroken(String format) throws IOException {
    // given: noise, so that every row has its bytes
    byte[] file = written(format, RgbPixels.toBufferedImage(TestImages.noise(96, 64, 1)));

    // then
    for (double share : new double[] {0.5, 0.9, 0.98}) {
      assertRefused(Arrays.copyOf(file, (int) (share * file.length)), ImageProblem.BROKEN_IMAGE);
    }
  }

  @Test
  void ofAnAnimationTheFirstFrameIsShown() throws Exception {
    // given
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      writer.writeToSequence(new IIOImage(halves(96, 64), null, null), null);
      writer.writeToSequence(new IIOImage(plain(96, 64), null, null), null);
      writer.endWriteSequence();
    }

    // then
    assertThat(decoder.decode(bytes.toByteArray()).pixel(76, 32)).isEqualTo(BLUE);
    assertThat(decoder.decode(animatedWebP()).pixel(76, 32)).isEqualTo(0xffffff);
    RgbImage animated = decoder.decode(animatedWebP());
    assertThat(animated.width()).isEqualTo(200);
    assertThat(animated.pixel(100 + 20, 10 + 32)).isEqualTo(RED);
    assertThat(animated.pixel(100 + 76, 10 + 32)).isEqualTo(BLUE);
  }

  @Test
  void aFrameStandsWhereItsGifPutsIt() throws Exception {
    // given: a screen of 200 x 100, the frame at (50,30)
    byte[] file = written("gif", halves(96, 64));
    ByteBuffer screen = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    screen.putShort(6, (short) 200).putShort(8, (short) 100);
    int frame = frameOf(screen);
    screen.putShort(frame + 1, (short) 50).putShort(frame + 3, (short) 30);

    // when
    RgbImage image = decoder.decode(file);

    // then
    assertThat(image.width()).isEqualTo(200);
    assertThat(image.height()).isEqualTo(100);
    assertThat(image.pixel(10, 10)).isEqualTo(0xffffff);
    assertThat(image.pixel(52, 32)).isEqualTo(RED);
    assertThat(image.pixel(145, 93)).isEqualTo(BLUE);
  }

  @Test
  void bombsAreRefusedByTheirHeaderInEveryFormat() throws IOException {
    // given
    byte[] gif = written("gif", halves(96, 64));
    ByteBuffer.wrap(gif).putInt(6, 0xffffffff);
    byte[] bmp = written("bmp", halves(96, 64));
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 40_000).putInt(22, 40_000);

    // then
    assertRefused(gif, ImageProblem.IMAGE_TOO_LARGE);
    assertRefused(bmp, ImageProblem.IMAGE_TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({"10, 2000000000", "10, -1", "30, 4", "30, 5", "14, 2000000000"})
  void aBmpWhoseHeaderPromisesWhatIsNotThereIsRefused(int at, int value) throws IOException {
    // given
    byte[] bmp = written("bmp", halves(96, 64));
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);

    // then
    var refusal = catchThrowableOfType(UnusableImageException.class, () -> decoder.decode(bmp));
    assertThat(refusal).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "....ftypavif, AVIF",
    "....ftypheic, HEIC",
    "II*., TIFF",
    "<svg xmlns='x'/>, SVG",
    "<!DOCTYPE html>, web page"
  })
  void whatIsNotReadIsNamed(String head, String name) {
    // given
    byte[] file = (head.replace('.', '\0') + "rest").getBytes(StandardCharsets.US_ASCII);

    // when
    var refusal = catchThrowableOfType(UnusableImageException.class, () -> decoder.decode(file));

    // then
    assertThat(refusal.problem()).isEqualTo(ImageProblem.UNSUPPORTED_FORMAT);
    assertThat(refusal.getMessage()).contains(name).contains(ImageFileType.ACCEPTED);
  }

  @Test
  void textThatBeginsLikeABitmapIsNone() {
    byte[] text = "BMW drives along the road in the rain".getBytes(StandardCharsets.US_ASCII);
    assertRefused(text, ImageProblem.UNSUPPORTED_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "bmp", "webp"})
  void ofALargePictureFewerPixelsAreKept(String format) throws Exception {
    // given
    byte[] file =
        format.equals("webp")
            ? TestImages.resource("lossless.webp")
            : written(format, halves(96, 64));

    // when
    RgbImage image = decoder.decode(file, 96 * 64 / 4);

    // then
    assertThat(image.width()).isEqualTo(48);
    assertThat(image.height()).isEqualTo(32);
    assertThat(image.pixel(10, 16) >> 16).isCloseTo(200, within(12));
    assertThat(image.pixel(38, 16) & 0xff).isCloseTo(220, within(12));
  }

  @Test
  void cmykIsThinnedOutToo() throws Exception {
    assertThat(decoder.decode(TestImages.resource("cmyk.jpg"), 96 * 64 / 4).width()).isEqualTo(48);
  }

  @Test
  void aCameraPhotoIsReadInBoundedMemory() throws Exception {
    // given: 48 megapixels
    byte[] photo = written("jpeg", new BufferedImage(8000, 6000, BufferedImage.TYPE_BYTE_GRAY));

    // when
    RgbImage image = decoder.decode(photo);

    // then
    assertThat((long) image.width() * image.height())
        .isBetween(ImageDecoder.MOST_PIXELS / 3, ImageDecoder.MOST_PIXELS);
    assertThat(image.width() / (double) image.height()).isCloseTo(4 / 3.0, within(0.001));
  }

  @Test
  void aPreviewSeesDamageThatItDoesNotShow() {
    byte[] png = PngFile.encode(TestImages.noise(1200, 1000, 1));
    assertThat(catchThrowableOfType(UnusableImageException.class, () -> decoder.preview(png)))
        .isNull();
    png[png.length - 30] ^= 1;
    assertThat(
            catchThrowableOfType(UnusableImageException.class, () -> decoder.preview(png))
                .problem())
        .isEqualTo(ImageProblem.BROKEN_IMAGE);
  }

  @Test
  void aFileIsMadeToFit() throws Exception {
    // given
    RgbImage noise = TestImages.noise(900, 600, 1);

    // when
    byte[] smaller = SmallerFile.of(noise, 100_000);

    // then
    assertThat(smaller.length).isLessThanOrEqualTo(100_000);
    RgbImage image = decoder.decode(smaller);
    assertThat(image.width() / (double) image.height()).isCloseTo(1.5, within(0.02));
    assertThat(decoder.decode(SmallerFile.of(noise, 4 << 20)).width()).isEqualTo(900);
  }

  @Test
  void onePlainColourIsBlankAndASmallThingOnItIsNot() throws Exception {
    // given
    var rule = new BlankImageRule(0.002);
    BufferedImage dot = plain(64, 64);
    dot.setRGB(3, 3, 0);
    BufferedImage thing = plain(64, 64);
    thing.setRGB(3, 3, 3, 3, new int[9], 0, 3);

    // then
    assertBlank(rule, plain(64, 64));
    assertBlank(rule, dot);
    rule.check(RgbPixels.overWhite(thing));
    rule.check(TestImages.noise(64, 64, 1));
    new BlankImageRule(0).check(RgbPixels.overWhite(plain(64, 64)));
  }

  @Test
  void whatCompressionLeavesOfAPlainAreaIsBlankStill() throws Exception {
    // given: one colour with a little noise
    RgbImage image = TestImages.plain(64, 64, 119, 120, 121);
    RgbImage noise = TestImages.noise(64, 64, 2);
    for (int i = 0; i < image.rgb().length; i++) {
      image.rgb()[i] += (byte) ((noise.rgb()[i] & 7) - 4);
    }

    // then
    assertThat(BlankImageRule.content(image)).isZero();
  }

  private static void assertBlank(BlankImageRule rule, BufferedImage image) {
    var refusal =
        catchThrowableOfType(
            UnusableImageException.class, () -> rule.check(RgbPixels.overWhite(image)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(ImageProblem.BLANK_IMAGE);
  }

  private void assertRefused(byte[] file, ImageProblem problem) {
    var refusal = catchThrowableOfType(UnusableImageException.class, () -> decoder.decode(file));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(problem);
  }

  private static byte[] written(String format, BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** Behind header, screen and colour table, and an extension where there is one. */
  private static int frameOf(ByteBuffer gif) {
    int at = 13 + 3 * (2 << (gif.get(10) & 7));
    while (gif.get(at) == 0x21) {
      at += 2;
      while (gif.get(at) != 0) {
        at += 1 + (gif.get(at) & 0xff);
      }
      at++;
    }
    assertThat(gif.get(at)).isEqualTo((byte) 0x2c);
    return at;
  }

  /** A canvas of 200 x 100 whose first frame, at (100,10), is the resource. */
  private static byte[] animatedWebP() {
    byte[] still = TestImages.resource("lossless.webp");
    ByteBuffer canvas = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    canvas.putInt(2).putShort((short) 199).put((byte) 0).putShort((short) 99).put((byte) 0);
    ByteBuffer place = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    place.putShort((short) 50).put((byte) 0).putShort((short) 5).put((byte) 0);
    place.putShort((short) 95).put((byte) 0).putShort((short) 63).put((byte) 0).putInt(100);
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(place.array());
    frame.write(still, 12, still.length - 12);
    var chunks = new ByteArrayOutputStream();
    WebPChunks.write(chunks, "VP8X", canvas.array());
    WebPChunks.write(chunks, "ANIM", new byte[6]);
    WebPChunks.write(chunks, "ANMF", frame.toByteArray());
    ByteBuffer file = ByteBuffer.allocate(12 + chunks.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + chunks.size());
    return file.put("WEBP".getBytes(StandardCharsets.US_ASCII)).put(chunks.toByteArray()).array();
  }

  private static BufferedImage halves(int width, int height) {
    BufferedImage image = plain(width, height);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(RED));
    graphics.fillRect(0, 0, width / 2, height);
    graphics.setColor(new Color(BLUE));
    graphics.fillRect(width / 2, 0, width - width / 2, height);
    graphics.dispose();
    return image;
  }

  /** Yellow. */
  private static BufferedImage plain(int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(0xe6dc28));
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }
}
