package dev.xmcgan.evaluation.scores;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names files and texts by what is in them, for protocols. */
public final class ContentHash {

  private static final int DIGITS = 16;

  private ContentHash() {}

  /** Of lines of text. */
  public static String of(List<String> lines) {
    return of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** The first 16 hex digits of the SHA-256. */
  public static String of(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
