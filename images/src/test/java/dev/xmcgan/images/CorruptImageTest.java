package dev.xmcgan.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that decoders only warn of, or not even that. */
class CorruptImageTest {
  private final ImageDecoder decoder = new ImageDecoder(new ImageLimits(1 << 22, 4_000_000, 16));
  private final byte[] jpeg = JpegFile.encode(TestImages.noise(160, 120, 3));
  private final byte[] png = PngFile.encode(TestImages.noise(64, 64, 3));

  @Test
  void garbageInTheMiddleOfAJpegIsSeen() {
    // given
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      byte[] file = jpeg.clone();
      byte[] garbage = new byte[200];
      random.nextBytes(garbage);
      System.arraycopy(garbage, 0, file, file.length / 2 + 10 * round, garbage.length);

      // then
      assertBroken(file);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.5, 0.8})
  void aJpegWhoseRestIsZerosIsBroken(double share) throws IOException {
    for (byte[] whole :
        new byte[][] {
          jpeg,
          optimised(TestImages.noise(160, 120, 4), false),
          optimised(TestImages.noise(160, 120, 4), true)
        }) {
      byte[] file = whole.clone();
      Arrays.fill(file, (int) (share * file.length), file.length, (byte) 0);
      assertBroken(file);
    }
  }

  @Test
  void aHoleOfZerosInAJpegIsBroken() {
    // given
    byte[] file = jpeg.clone();
    int half = file.length / 2;
    Arrays.fill(file, half, half + 512, (byte) 0);

    // then
    assertBroken(file);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void flatAreasThatCodeAsZerosAreWhole(boolean progressive) throws Exception {
    // given: noise above, one colour below, with Huffman tables made for it
    RgbImage image = TestImages.plain(640, 640, 255, 255, 255);
    System.arraycopy(TestImages.noise(640, 32, 1).rgb(), 0, image.rgb(), 0, 640 * 32 * 3);
    byte[] file = optimised(image, progressive);

    // when
    RgbImage read = decoder.decode(file);

    // then
    assertThat(read.pixel(320, 600)).isEqualTo(0xffffff);
  }

  @Test
  void garbageBehindTheEndIsNobodysBusiness() throws Exception {
    for (byte[] whole : new byte[][] {jpeg, png, TestImages.resource("lossy.webp")}) {
      byte[] file = Arrays.copyOf(whole, whole.length + 300);
      Arrays.fill(file, whole.length, file.length, (byte) 'x');
      assertThat(decoder.decode(file).rgb()).isEqualTo(decoder.decode(whole).rgb());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"IHDR", "IDAT"})
  void aPngWithAWrongChecksumIsBroken(String type) {
    // given
    byte[] file = png.clone();
    file[indexOf(file, type) + (type.equals("IHDR") ? 17 : 100)] ^= 1;

    // then
    assertThat(assertBroken(file)).contains(type);
  }

  @Test
  void aPngWhosePixelsDoNotFitTheirChecksumIsBroken() {
    // given: the chunk's own checksum is right
    byte[] wrongSum = reCompressed(data -> data[data.length - 1] ^= 1);
    byte[] zeros = reCompressed(data -> Arrays.fill(data, data.length / 2, data.length, (byte) 0));

    // then
    assertThat(assertBroken(wrongSum)).contains("pixels");
    assertBroken(zeros);
  }

  @Test
  void aPngWithoutItsEndButWithAllItsPixelsIsTaken() throws Exception {
    // when
    RgbImage image = decoder.decode(Arrays.copyOf(png, png.length - 12));

    // then
    assertThat(image.rgb()).isEqualTo(TestImages.noise(64, 64, 3).rgb());
  }

  @Test
  void aPngWithFewerPixelsThanItSaysIsBroken() {
    // given
    byte[] file = TestImages.bombPng(64, 64);

    // then
    assertThat(assertBroken(file)).contains("fewer pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lossy.webp", "alpha.webp", "lossless.webp"})
  void aWebpThatEndsTooEarlyIsBroken(String name) {
    // given
    byte[] whole = TestImages.resource(name);

    // then
    for (int missing : new int[] {2, 10, whole.length / 3}) {
      assertBroken(Arrays.copyOf(whole, whole.length - missing));
    }
  }

  @Test
  void aWebpWhoseRestIsZerosIsBroken() {
    // given
    byte[] file = TestImages.resource("lossy.webp");
    Arrays.fill(file, file.length - 70, file.length, (byte) 0);

    // then
    assertThat(assertBroken(file)).contains("zeros");
  }

  private String assertBroken(byte[] file) {
    var refusal = catchThrowableOfType(UnusableImageException.class, () -> decoder.decode(file));
    assertThat(refusal).isNotNull();
    assertThat(refusal.problem()).isEqualTo(ImageProblem.BROKEN_IMAGE);
    return refusal.getMessage();
  }

  private interface Damage {
    void to(byte[] data);
  }

  /** The PNG with damaged data in a chunk that knows nothing of it. */
  private byte[] reCompressed(Damage damage) {
    byte[] file = png.clone();
    int type = indexOf(file, "IDAT");
    int length = ByteBuffer.wrap(file).getInt(type - 4);
    byte[] data = Arrays.copyOfRange(file, type + 4, type + 4 + length);
    damage.to(data);
    System.arraycopy(data, 0, file, type + 4, length);
    CRC32 checksum = new CRC32();
    checksum.update(file, type, length + 4);
    ByteBuffer.wrap(file).putInt(type + 4 + length, (int) checksum.getValue());
    return file;
  }

  private static int indexOf(byte[] file, String type) {
    return new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(type);
  }

  private static byte[] optimised(RgbImage image, boolean progressive) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      var parameters = (JPEGImageWriteParam) writer.getDefaultWriteParam();
      parameters.setOptimizeHuffmanTables(true);
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(out);
      writer.write(null, new IIOImage(RgbPixels.toBufferedImage(image), null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
