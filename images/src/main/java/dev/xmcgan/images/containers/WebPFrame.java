package dev.xmcgan.images.containers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first picture of a WebP file as a file of its own: the decoder takes no animations.
 *
 * @param left where it stands on the canvas, in pixels
 * @param top likewise
 * @param isWhole whether it is no part of an animation
 */
@SuppressWarnings("ArrayRecordComponent") // a file on its way to the decoder, never compared
public record WebPFrame(byte[] file, int left, int top, boolean isWhole) {
  private static final int FRAME_HEADER_BYTES = 16;
  private static final byte HAS_ALPHA = 0x10;

  /**
   * The file itself, or the first frame of an animation.
   *
   * @throws DamagedImageException when the frame is cut off
   */
  public static WebPFrame firstOf(byte[] file) throws IOException {
    Optional<WebPChunks.Chunk> first =
        WebPChunks.of(file).stream().filter(chunk -> chunk.type().equals("ANMF")).findFirst();
    if (first.isEmpty()) {
      return new WebPFrame(file, 0, 0, true);
    }
    int at = first.get().from();
    if (!first.get().isWhole(file) || first.get().to() - at < FRAME_HEADER_BYTES) {
      throw new DamagedImageException("it ends too early");
    }
    ByteBuffer size = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    size.put(HAS_ALPHA).put(new byte[3]).put(file, at + 6, 6);
    var chunks = new ByteArrayOutputStream();
    WebPChunks.write(chunks, "VP8X", size.array());
    chunks.write(file, at + FRAME_HEADER_BYTES, (int) first.get().to() - at - FRAME_HEADER_BYTES);
    ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    header.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + chunks.size());
    header.put("WEBP".getBytes(StandardCharsets.US_ASCII));
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(header.array());
    chunks.writeTo(frame);
    return new WebPFrame(
        frame.toByteArray(), 2 * number(file, at), 2 * number(file, at + 3), false);
  }

  private static int number(byte[] file, int at) {
    return (file[at] & 0xff) | (file[at + 1] & 0xff) << 8 | (file[at + 2] & 0xff) << 16;
  }
}
