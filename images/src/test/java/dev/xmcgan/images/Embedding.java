package dev.xmcgan.images;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Puts metadata into image files, byte by byte. */
final class Embedding {
  private static final int PNG_HEADER_END = 8 + 12 + 13;
  private static final int VP8X_ICC = 0x20;
  private static final int VP8X_EXIF = 0x08;

  private Embedding() {}

  /** An EXIF block that says nothing but an orientation, behind another tag. */
  static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer block = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4).order(order);
    block.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    block.putShort((short) 42).putInt(8).putShort((short) 2);
    block.putShort((short) 0x100).putShort((short) 4).putInt(1).putInt(96);
    block.putShort((short) 0x112).putShort((short) 3).putInt(1);
    block.putShort((short) orientation).putShort((short) 0);
    return block.putInt(0).array();
  }

  /** A JPEG with a segment behind its start. */
  static byte[] inJpeg(byte[] jpeg, int marker, String name, byte[] content) {
    byte[] prefix = name.getBytes(StandardCharsets.ISO_8859_1);
    int length = 2 + prefix.length + content.length;
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.writeBytes(new byte[] {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length});
    out.writeBytes(prefix);
    out.writeBytes(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  /** A PNG with a chunk behind its header. */
  static byte[] inPng(byte[] png, String type, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(png, 0, PNG_HEADER_END);
    out.writeBytes(TestImages.chunk(type, content));
    out.write(png, PNG_HEADER_END, png.length - PNG_HEADER_END);
    return out.toByteArray();
  }

  /** A simple WebP in the extended container, with an EXIF or ICCP chunk. */
  static byte[] inWebP(byte[] webp, int width, int height, String type, byte[] content) {
    ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) (type.equals("EXIF") ? VP8X_EXIF : VP8X_ICC)).put(new byte[3]);
    header.putShort((short) (width - 1)).put((byte) 0);
    header.putShort((short) (height - 1)).put((byte) 0);
    var chunks = new ByteArrayOutputStream();
    chunks.writeBytes(riffChunk("VP8X", header.array()));
    if (type.equals("ICCP")) {
      chunks.writeBytes(riffChunk(type, content));
    }
    chunks.write(webp, 12, webp.length - 12);
    if (type.equals("EXIF")) {
      chunks.writeBytes(riffChunk(type, content));
    }
    ByteBuffer file = ByteBuffer.allocate(12 + chunks.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + chunks.size());
    return file.put("WEBP".getBytes(StandardCharsets.US_ASCII)).put(chunks.toByteArray()).array();
  }

  private static byte[] riffChunk(String type, byte[] content) {
    ByteBuffer chunk =
        ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
    return chunk.array();
  }
}
