package dev.xmcgan.datasets;

import dev.xmcgan.safetensors.Sha256;
import java.io.InputStream;

/** A hash of texts and bytes, each text with an end of its own. Not thread-safe. */
public final class ContentDigest {
  private static final int DIGITS = 24;

  private final Sha256 hash = new Sha256();

  /** One more text. */
  public ContentDigest add(String text) {
    hash.add(text).add((byte) 0);
    return this;
  }

  /** What is read of the stream is added to this. */
  public InputStream reading(InputStream stream) {
    return hash.reading(stream);
  }

  /** The last bytes, and the first 24 hex digits of it all. */
  public String endingWith(byte[] bytes) {
    hash.add(bytes);
    return end();
  }

  /** The first 24 hex digits of it all. */
  public String end() {
    return hash.hex().substring(0, DIGITS);
  }
}
