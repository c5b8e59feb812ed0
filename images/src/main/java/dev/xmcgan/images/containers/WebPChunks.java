package dev.xmcgan.images.containers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The chunks of a WebP file, told apart without decoding anything. */
public final class WebPChunks {
  private static final int HEADER_BYTES = 12;

  private WebPChunks() {}

  /**
   * A chunk.
   *
   * @param from first byte of its content
   * @param to behind its last byte, which a cut-off file may not have
   */
  public record Chunk(String type, int from, long to) {
    /** Whether the file has all of it. */
    public boolean isWhole(byte[] file) {
      return to <= file.length;
    }
  }

  /** Writes a chunk. */
  public static void write(ByteArrayOutputStream out, String type, byte[] content) {
    ByteBuffer header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(
        header.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).array());
    out.writeBytes(content);
    if (content.length % 2 == 1) {
      out.write(0);
    }
  }

  /** All chunks in their order, as far as the file goes. */
  public static List<Chunk> of(byte[] file) {
    List<Chunk> chunks = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long riffEnd = file.length < HEADER_BYTES ? 0 : 8 + Integer.toUnsignedLong(in.getInt(4));
    long at = HEADER_BYTES;
    while (at + 8 <= Math.min(file.length, riffEnd)) {
      String type = new String(file, (int) at, 4, StandardCharsets.US_ASCII);
      long size = Integer.toUnsignedLong(in.getInt((int) at + 4));
      chunks.add(new Chunk(type, (int) at + 8, at + 8 + size));
      at += 8 + size + (size & 1);
    }
    return chunks;
  }
}
