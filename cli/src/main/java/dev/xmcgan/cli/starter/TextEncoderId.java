package dev.xmcgan.cli.starter;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names a text encoder without loading it: {@code directory@hash}, as {@code
 * dev.xmcgan.model.text.TextEncoder#id()} does.
 */
final class TextEncoderId {
  private static final String WEIGHTS = "model.safetensors";
  private static final int HASH_DIGITS = 12;

  private TextEncoderId() {}

  static String of(Path directory) throws IOException {
    return directory.getFileName() + "@" + shortHash(directory.resolve(WEIGHTS));
  }

  /** The first digits of a file's SHA-256, in hex. */
  static String shortHash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream hashing =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashing.transferTo(OutputStream.nullOutputStream());
      String hash = HexFormat.of().formatHex(hashing.getMessageDigest().digest());
      return hash.substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
