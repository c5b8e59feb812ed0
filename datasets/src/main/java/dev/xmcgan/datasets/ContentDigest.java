package dev.xmcgan.datasets;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 of texts and bytes, each with an end of its own. Not thread-safe. */
public final class ContentDigest {
  private static final int DIGITS = 24;

  private final MessageDigest digest;

  public ContentDigest() {
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** One more text. */
  public ContentDigest add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    return this;
  }

  /** What is read of the stream is added to this. */
  public InputStream reading(InputStream stream) {
    return new DigestInputStream(stream, digest);
  }

  /** The last bytes, and the first 24 hex digits of it all. */
  public String endingWith(byte[] bytes) {
    return HexFormat.of().formatHex(digest.digest(bytes)).substring(0, DIGITS);
  }

  /** The first 24 hex digits of it all. */
  public String end() {
    return endingWith(new byte[0]);
  }
}
