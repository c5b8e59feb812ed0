package dev.xmcgan.generator.requests;

import dev.xmcgan.safetensors.Sha256;
import java.nio.ByteBuffer;

/** The seed of a request that names none. */
public final class RequestSeed {
  private RequestSeed() {}

  /**
   * The first 8 bytes, big-endian, of the SHA-256 of the id in UTF-8: whichever worker draws the
   * request, and however often it is delivered, it gets the same images.
   */
  public static long of(String requestId) {
    return ByteBuffer.wrap(new Sha256().add(requestId).bytes()).getLong();
  }
}
