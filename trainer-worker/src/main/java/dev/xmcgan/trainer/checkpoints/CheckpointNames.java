package dev.xmcgan.trainer.checkpoints;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** Names checkpoints so that they sort by step and tell when they were made. */
final class CheckpointNames {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int HASH_DIGITS = 6;

  private CheckpointNames() {}

  /** E.g. {@code 00001200-20260301T101500Z-3fa9c1}: step, time, hash of the served weights. */
  static String of(long step, Instant now, Path directory) throws IOException {
    return String.format(
        Locale.ROOT,
        "%08d-%s-%s",
        step,
        TIME.format(now),
        hash(directory.resolve("generator.safetensors")));
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        var hashing = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      hashing.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of()
          .formatHex(hashing.getMessageDigest().digest())
          .substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
