package dev.xmcgan.gateway.queue;

import dev.xmcgan.gateway.config.RequestSettings;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Lets a request in when it can be answered before its time is up, by what waits already and by how
 * fast answers come. What could not be is refused at once, with the time after which it could be:
 * nothing is queued to be thrown away. While less than a micro-batch waits, all is let in.
 */
@Singleton
public final class Admission {
  /** Nobody is told to stay away for longer, whatever was measured. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Where nothing was measured. */
  private static final Duration SOME_TIME = Duration.ofSeconds(5);

  private final OpenRequests open;
  private final int maxImages;

  public Admission(OpenRequests open, RequestSettings settings) {
    this.open = open;
    this.maxImages = settings.maxQueuedImages();
  }

  /**
   * @param count images that are asked for
   * @param timeout within which they are of use
   * @throws ApiException 429
   */
  public void require(int count, Duration timeout) {
    OptionalDouble rate = open.imagesPerSecond();
    int ahead = open.images();
    double bound = maxImages;
    if (rate.isPresent()) {
      bound = Math.min(bound, rate.getAsDouble() * timeout.toMillis() / 1_000);
    }
    // what was measured may be long ago, and is measured anew when there is enough to do
    if (ahead < OpenRequests.BUSY || ahead + count <= bound) {
      return;
    }
    Duration wait =
        rate.isPresent()
            ? Duration.ofMillis(
                (long)
                    Math.ceil(
                        Math.min(ahead + 1 - OpenRequests.BUSY, ahead + count - bound)
                            * 1_000
                            / rate.getAsDouble()))
            : SOME_TIME;
    throw new ApiException(
        new ApiError(
            429,
            "%d images are waited for already; there is room again later.".formatted(ahead),
            null,
            "queue_full",
            wait.compareTo(LONGEST) > 0 ? LONGEST : wait));
  }
}
