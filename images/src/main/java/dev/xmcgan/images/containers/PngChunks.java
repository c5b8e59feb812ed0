package dev.xmcgan.images.containers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/** The chunks of a PNG file, told apart without inflating anything. */
public final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /** A chunk's length, type and checksum. */
  private static final int FRAME_BYTES = 12;

  private static final Set<String> PIXELS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  private PngChunks() {}

  /**
   * A chunk.
   *
   * @param whole length, type, content and checksum; a cut-off last chunk stays cut off
   */
  public record Chunk(String type, ByteBuffer whole) {
    /** Whether it is whole and its checksum right. */
    public boolean isIntact() {
      int bytes = whole.remaining();
      if (bytes < FRAME_BYTES || bytes - FRAME_BYTES != whole.getInt(whole.position())) {
        return false;
      }
      CRC32 checksum = new CRC32();
      checksum.update(whole.slice(whole.position() + 4, bytes - 8));
      return (int) checksum.getValue() == whole.getInt(whole.position() + bytes - 4);
    }

    /** What is between type and checksum. */
    public byte[] content() {
      byte[] content = new byte[Math.max(0, whole.remaining() - FRAME_BYTES)];
      whole.get(whole.position() + 8, content);
      return content;
    }
  }

  /** All chunks in their order. */
  public static List<Chunk> of(byte[] png) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(png).position(SIGNATURE_BYTES);
    while (in.remaining() >= FRAME_BYTES) {
      long length = Integer.toUnsignedLong(in.getInt(in.position()));
      String type = new String(png, in.position() + 4, 4, StandardCharsets.US_ASCII);
      int whole = (int) Math.min(in.remaining(), FRAME_BYTES + length);
      chunks.add(new Chunk(type, in.slice(in.position(), whole)));
      in.position(in.position() + whole);
    }
    return chunks;
  }

  /** Whether the pixels depend on it. */
  public static boolean hasPixels(Chunk chunk) {
    return PIXELS.contains(chunk.type());
  }

  /**
   * The same image without its ancillary chunks. Compressed text and colour profiles inflate up to
   * a thousandfold, and the JDK's reader inflates them whole: a second way to make a bomb.
   */
  public static byte[] pixelsOnly(byte[] png) {
    ByteBuffer out = ByteBuffer.allocate(png.length).put(png, 0, SIGNATURE_BYTES);
    for (Chunk chunk : of(png)) {
      if (hasPixels(chunk)) {
        out.put(chunk.whole().duplicate());
      }
    }
    byte[] kept = new byte[out.position()];
    out.flip().get(kept);
    return kept;
  }

  /** The texts of the iTXt chunks that are not compressed, by keyword. */
  public static Map<String, String> texts(byte[] png) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Chunk chunk : of(png)) {
      if (chunk.type().equals("iTXt")) {
        // keyword, compression flag and method, language, translated keyword, text
        byte[] content = chunk.content();
        int keyword = zeroFrom(content, 0);
        int language = zeroFrom(content, keyword + 3);
        int translated = zeroFrom(content, language + 1);
        if (translated < content.length && content[keyword + 1] == 0) {
          texts.put(
              new String(content, 0, keyword, StandardCharsets.ISO_8859_1),
              new String(
                  content,
                  translated + 1,
                  content.length - translated - 1,
                  StandardCharsets.UTF_8));
        }
      }
    }
    return texts;
  }

  private static int zeroFrom(byte[] content, int from) {
    int at = from;
    while (at < content.length && content[at] != 0) {
      at++;
    }
    return at;
  }
}
