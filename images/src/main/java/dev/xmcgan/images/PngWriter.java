package dev.xmcgan.images;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes RGB images as PNG: one filter for all rows and a quick deflate level. On drawn images of
 * 64 pixels that takes a fraction of the time that the JDK's writer needs, and gives smaller files.
 */
final class PngWriter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int HEADER_BYTES = 13;
  private static final byte BIT_DEPTH = 8;
  private static final byte TRUE_COLOUR = 2;
  private static final byte PAETH = 4;
  private static final int LEVEL = 3;
  private static final int CHUNK_BYTES = 8 * 1024;

  private PngWriter() {}

  /**
   * @param texts by keyword, in their order
   */
  static byte[] write(RgbImage image, Map<String, String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(out, "IHDR", header(image));
    texts.forEach((keyword, text) -> chunk(out, "iTXt", text(keyword, text)));
    chunk(out, "IDAT", deflated(filtered(image)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] header(RgbImage image) {
    // compression, filters and interlacing of method 0
    return ByteBuffer.allocate(HEADER_BYTES)
        .putInt(image.width())
        .putInt(image.height())
        .put(BIT_DEPTH)
        .put(TRUE_COLOUR)
        .array();
  }

  /** Not compressed, without a language. */
  private static byte[] text(String keyword, String text) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
    content.writeBytes(new byte[] {0, 0, 0, 0, 0});
    // the one character that the format forbids in a text
    content.writeBytes(text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8));
    return content.toByteArray();
  }

  /** Each byte as its difference from what its left, upper and upper left neighbours foretell. */
  private static byte[] filtered(RgbImage image) {
    byte[] rgb = image.rgb();
    int length = image.width() * RgbImage.COLOURS;
    byte[] rows = new byte[image.height() * (length + 1)];
    int to = 0;
    for (int y = 0; y < image.height(); y++) {
      rows[to++] = PAETH;
      int from = y * length;
      for (int x = 0; x < length; x++, to++) {
        int left = x < RgbImage.COLOURS ? 0 : rgb[from + x - RgbImage.COLOURS] & 0xff;
        int up = y == 0 ? 0 : rgb[from + x - length] & 0xff;
        int upLeft =
            x < RgbImage.COLOURS || y == 0 ? 0 : rgb[from + x - length - RgbImage.COLOURS] & 0xff;
        rows[to] = (byte) (rgb[from + x] - paeth(left, up, upLeft));
      }
    }
    return rows;
  }

  private static int paeth(int left, int up, int upLeft) {
    int toLeft = Math.abs(up - upLeft);
    int toUp = Math.abs(left - upLeft);
    int toUpLeft = Math.abs(left + up - 2 * upLeft);
    if (toLeft <= toUp && toLeft <= toUpLeft) {
      return left;
    }
    return toUp <= toUpLeft ? up : upLeft;
  }

  private static byte[] deflated(byte[] rows) {
    Deflater deflater = new Deflater(LEVEL);
    try {
      deflater.setInput(rows);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[CHUNK_BYTES];
      while (!deflater.finished()) {
        out.write(part, 0, deflater.deflate(part));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(content);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
    out.writeBytes(name);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array());
  }
}
