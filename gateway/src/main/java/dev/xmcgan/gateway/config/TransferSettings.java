package dev.xmcgan.gateway.config;

import java.nio.file.Path;

/**
 * How checkpoints come in and go out, checked as {@link GatewaySettings} are.
 *
 * @param directory for their files while they are on their way; nobody else's
 * @param maxBytes of all files of one that is brought in
 * @param maxTransfers at once
 */
public record TransferSettings(Path directory, long maxBytes, int maxTransfers) {
  private static final long MOST_BYTES = 64L << 30;

  public TransferSettings {
    GatewaySettings.within("checkpoints.max-bytes", maxBytes, 1, MOST_BYTES);
    GatewaySettings.within("checkpoints.max-transfers", maxTransfers, 1, 100);
    directory = directory.toAbsolutePath();
  }

  /** The mapped configuration, checked. */
  public static TransferSettings of(GatewayConfig.Checkpoints config) {
    return new TransferSettings(config.directory(), config.maxBytes(), config.maxTransfers());
  }
}
