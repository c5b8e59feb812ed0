package dev.xmcgan.gateway.queue;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.config.KeyLimits;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Lets a request in when it can be answered before its time is up, by what waits already and by how
 * fast answers come, and when its key allows it. What could not be is refused at once, with the
 * time after which it could be: nothing is queued to be thrown away. While less than a micro-batch
 * waits, the queue takes all.
 */
@Singleton
public final class Admission {
  /** Nobody is told to stay away for longer, whatever was measured. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Where nothing was measured. */
  private static final Duration SOME_TIME = Duration.ofSeconds(5);

  private final OpenRequests open;
  private final int maxImages;

  public Admission(OpenRequests open, GatewayConfig config) {
    this.open = open;
    this.maxImages = config.requests().maxQueuedImages();
  }

  /**
   * A request that wants to be let in.
   *
   * @param tenant whose it is
   * @param count images that are asked for
   * @param timeout within which they are of use
   * @param deadline when that is over
   */
  public record Candidate(
      String id, String tenant, int count, Duration timeout, Instant deadline) {}

  /**
   * Lets a request in: it counts from now on.
   *
   * @param limits of the key that asks; empty for a caller without one
   * @throws ApiException 429
   */
  public synchronized void admit(Candidate candidate, Optional<KeyLimits> limits) {
    limits.ifPresent(each -> requireRate(candidate, each.imagesPerMinute()));
    limits.ifPresent(each -> requireFewOpen(candidate, each.openRequests()));
    OptionalDouble rate = open.imagesPerSecond();
    int ahead = open.images();
    double bound = maxImages;
    if (rate.isPresent()) {
      bound = Math.min(bound, rate.getAsDouble() * candidate.timeout().toMillis() / 1_000);
    }
    // what was measured may be long ago, and is measured anew when there is enough to do
    if (ahead >= OpenRequests.BUSY) {
      requireRoom(candidate.count(), ahead, bound, rate);
      double all = bound;
      limits.ifPresent(each -> requireShare(candidate, each.queueShare() * all));
    }
    open.opened(candidate.id(), candidate.tenant(), candidate.count(), candidate.deadline());
  }

  private void requireRate(Candidate candidate, int perMinute) {
    Duration wait =
        perMinute == 0
            ? Duration.ZERO
            : open.untilWithin(perMinute, candidate.tenant(), candidate.count());
    if (!wait.isZero()) {
      throw refused(
          "rate_limit_exceeded",
          "%s may ask for %d images a minute.".formatted(candidate.tenant(), perMinute),
          wait);
    }
  }

  private void requireFewOpen(Candidate candidate, int most) {
    int now = open.requestsOf(candidate.tenant());
    if (most > 0 && now >= most) {
      throw refused(
          "too_many_open_requests",
          "%s has %d requests open, of at most %d.".formatted(candidate.tenant(), now, most),
          open.untilLess(candidate.tenant(), now + 1 - most, 0).orElse(SOME_TIME));
    }
  }

  private void requireShare(Candidate candidate, double most) {
    int now = open.imagesOf(candidate.tenant());
    if (now > 0 && now + candidate.count() > most) {
      int less = (int) Math.ceil(Math.min(now, now + candidate.count() - most));
      throw refused(
          "queue_share_used",
          "%s waits for %d images already; others ask too.".formatted(candidate.tenant(), now),
          open.untilLess(candidate.tenant(), 0, less).orElse(SOME_TIME));
    }
  }

  private static void requireRoom(int count, int ahead, double bound, OptionalDouble rate) {
    if (ahead + count > bound) {
      double tooMany = Math.min(ahead + 1 - OpenRequests.BUSY, ahead + count - bound);
      throw refused(
          "queue_full",
          "%d images are waited for already; there is room again later.".formatted(ahead),
          rate.isPresent()
              ? Duration.ofMillis((long) Math.ceil(tooMany * 1_000 / rate.getAsDouble()))
              : SOME_TIME);
    }
  }

  private static ApiException refused(String code, String message, Duration wait) {
    return new ApiException(
        new ApiError(429, message, null, code, wait.compareTo(LONGEST) > 0 ? LONGEST : wait));
  }
}
