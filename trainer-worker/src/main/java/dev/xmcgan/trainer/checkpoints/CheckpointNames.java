package dev.xmcgan.trainer.checkpoints;

import dev.xmcgan.safetensors.Sha256;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names checkpoints so that they sort by step and tell when they were made. */
final class CheckpointNames {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int HASH_DIGITS = 6;

  private CheckpointNames() {}

  /**
   * E.g. {@code 00001200-20260301T101500Z-3fa9c1}: step, time, hash of the served weights; with
   * another channel than stable behind it, for two may learn the same in the same second.
   */
  static String of(long step, Instant now, Path directory, String channel) throws IOException {
    return String.format(
        Locale.ROOT,
        "%08d-%s-%s%s",
        step,
        TIME.format(now),
        Sha256.of(directory.resolve("generator.safetensors"), HASH_DIGITS),
        channel.equals(ReleaseSnapshot.STABLE) ? "" : "-" + channel);
  }
}
