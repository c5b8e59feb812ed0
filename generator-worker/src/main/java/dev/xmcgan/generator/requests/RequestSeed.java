package dev.xmcgan.generator.requests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The seed of a request that names none. */
public final class RequestSeed {
  private RequestSeed() {}

  /**
   * The first 8 bytes, big-endian, of the SHA-256 of the id in UTF-8: whichever worker draws the
   * request, and however often it is delivered, it gets the same images.
   */
  public static long of(String requestId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(requestId.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
