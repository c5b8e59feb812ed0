package dev.xmcgan.gateway.archives;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on disk for checkpoints on their way; as many places as there may be transfers at once, so
 * that callers cannot fill the disk.
 */
@Singleton
public final class TransferRoom {
  private static final Logger LOG = LoggerFactory.getLogger(TransferRoom.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Path directory;
  private final Semaphore places;
  private boolean swept;

  TransferRoom(GatewayConfig config) {
    this.directory = config.checkpoints().directory().toAbsolutePath();
    this.places = new Semaphore(config.checkpoints().maxTransfers());
  }

  /** An empty directory until it is closed. */
  public final class Place implements AutoCloseable {
    private final Path path;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Place(Path path) {
      this.path = path;
    }

    public Path path() {
      return path;
    }

    @Override
    public void close() {
      if (open.getAndSet(false)) {
        try {
          delete(path);
        } catch (IOException e) {
          LOG.atWarn()
              .addKeyValue("path", path)
              .addKeyValue("reason", e.toString())
              .log("a transfer's files could not be removed");
        } finally {
          places.release();
        }
      }
    }
  }

  /**
   * A place, the caller's to close.
   *
   * @throws ApiException 503 when all are taken
   */
  public Place take() throws IOException {
    if (!places.tryAcquire()) {
      throw new ApiException(
          ApiError.unavailable(
              "too_many_transfers", "Other checkpoints are on their way; try again.", RETRY_AFTER));
    }
    try {
      sweepOnce();
      return new Place(Files.createTempDirectory(directory, "transfer-"));
    } catch (IOException | RuntimeException e) {
      places.release();
      throw e;
    }
  }

  /** What an earlier process left when it was killed. */
  private synchronized void sweepOnce() throws IOException {
    if (!swept) {
      delete(directory);
      Files.createDirectories(directory);
      swept = true;
    }
  }

  private static void delete(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
