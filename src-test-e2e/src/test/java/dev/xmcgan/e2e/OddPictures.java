package dev.xmcgan.e2e;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures as people have them, and as they should not be; no two seeds make the same. */
final class OddPictures {
  private static final int RED = 0xd02020;
  private static final int BLUE = 0x2020d0;
  private static final int NOISE = 40;

  private OddPictures() {}

  /** Red above, blue below. */
  static byte[] whole(long seed) throws IOException {
    return file(halves(96, true, seed), "png");
  }

  /** Red left and blue right as it is stored; EXIF says that left is above. */
  static byte[] turned(long seed) throws IOException {
    byte[] jpeg = file(halves(96, false, seed), "jpg");
    byte[] exif = {
      'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6,
      0, 0, 0, 0, 0, 0
    };
    return ByteBuffer.allocate(jpeg.length + exif.length + 4)
        .put(jpeg, 0, 2)
        .put(new byte[] {(byte) 0xff, (byte) 0xe1})
        .putShort((short) (exif.length + 2))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** The second half of its pixels is zeros. */
  static byte[] halfLost(long seed) throws IOException {
    byte[] jpeg = file(halves(256, true, seed), "jpg");
    java.util.Arrays.fill(jpeg, jpeg.length / 2, jpeg.length, (byte) 0);
    return jpeg;
  }

  /** One colour. */
  static byte[] blank(long seed) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    int colour = new Random(seed).nextInt(1 << 24);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, colour);
    }
    return file(image, "png");
  }

  /** More bytes than a record takes. */
  static byte[] large(long seed) throws IOException {
    return file(halves(1_600, true, seed), "png");
  }

  /** The beginning of a phone's photo. */
  static byte[] heic(long seed) {
    return ("\0\0\0\u0018ftypheic" + seed + " ".repeat(100)).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Coloured stripes, each kind in a direction and a width of its own. */
  static byte[] stripes(int kind, long seed) throws IOException {
    Random random = new Random(seed);
    int one = random.nextInt(1 << 24);
    int other = random.nextInt(1 << 24);
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 96; y++) {
      for (int x = 0; x < 96; x++) {
        image.setRGB(x, y, (x * kind + y) / (4 + kind) % 2 == 0 ? one : other);
      }
    }
    return file(image, "png");
  }

  private static BufferedImage halves(int edge, boolean above, long seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < edge; y++) {
      for (int x = 0; x < edge; x++) {
        int colour = (above ? y : x) < edge / 2 ? RED : BLUE;
        int noise =
            random.nextInt(NOISE) << 16 | random.nextInt(NOISE) << 8 | random.nextInt(NOISE);
        image.setRGB(x, y, colour + noise);
      }
    }
    return image;
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);
    return file.toByteArray();
  }
}
