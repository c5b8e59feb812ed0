package dev.xmcgan.cli.starter;

import dev.xmcgan.safetensors.Sha256;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Names a text encoder without loading it: {@code directory@hash}, as {@code
 * dev.xmcgan.model.text.TextEncoder#id()} does.
 */
public final class TextEncoderId {
  private static final String WEIGHTS = "model.safetensors";
  static final int HASH_DIGITS = 12;

  private TextEncoderId() {}

  /** The id. */
  public static String of(Path directory) throws IOException {
    return directory.getFileName() + "@" + Sha256.of(directory.resolve(WEIGHTS), HASH_DIGITS);
  }
}
