package dev.xmcgan.evaluation.scores;

import dev.xmcgan.safetensors.Sha256;
import java.util.List;

/** Names files and texts by what is in them, for protocols. */
public final class SourceHash {

  private static final int DIGITS = 16;

  private SourceHash() {}

  /** Of lines of text. */
  public static String of(List<String> lines) {
    return digits(new Sha256().add(String.join("\n", lines)));
  }

  /** The first 16 hex digits of the SHA-256. */
  public static String of(byte[] bytes) {
    return digits(new Sha256().add(bytes));
  }

  private static String digits(Sha256 hash) {
    return hash.hex().substring(0, DIGITS);
  }
}
