package dev.xmcgan.trainer.images;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Cuts a PNG down to the chunks that carry pixels. Compressed text and colour profiles inflate up
 * to a thousandfold, and the JDK's reader inflates them whole: a second way to make a bomb.
 */
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /** A chunk's length, type and checksum. */
  private static final int FRAME_BYTES = 12;

  private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private PngChunks() {}

  /** The same image without its ancillary chunks; a cut-off last chunk stays cut off. */
  static byte[] pixelsOnly(byte[] png) {
    ByteBuffer in = ByteBuffer.wrap(png);
    ByteBuffer out = ByteBuffer.allocate(png.length);
    copy(in, out, SIGNATURE_BYTES);
    while (in.remaining() >= FRAME_BYTES) {
      long length = Integer.toUnsignedLong(in.getInt(in.position()));
      String type = new String(png, in.position() + 4, 4, StandardCharsets.US_ASCII);
      int whole = (int) Math.min(in.remaining(), FRAME_BYTES + length);
      if (PIXELS.contains(type)) {
        copy(in, out, whole);
      } else {
        in.position(in.position() + whole);
      }
    }
    byte[] kept = new byte[out.position()];
    out.flip().get(kept);
    return kept;
  }

  private static void copy(ByteBuffer in, ByteBuffer out, int bytes) {
    out.put(in.slice(in.position(), bytes));
    in.position(in.position() + bytes);
  }
}
