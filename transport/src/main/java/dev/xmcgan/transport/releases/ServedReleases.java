package dev.xmcgan.transport.releases;

import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.ServedRelease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds up how long a channel served each checkpoint, so that retention can keep those that served
 * for long.
 */
final class ServedReleases {
  private static final int MOST = 20;

  private ServedReleases() {}

  /**
   * What a channel served until now, the latest last.
   *
   * @param before its present release, whose time is added
   */
  static List<ServedRelease> until(Optional<Release> before, Instant now) {
    if (before.isEmpty()) {
      return List.of();
    }
    String current = before.get().getCheckpointId();
    long seconds = Math.max(0, Duration.between(before.get().getReleasedAt(), now).toSeconds());
    List<ServedRelease> served = new ArrayList<>();
    for (ServedRelease each : before.get().getServed()) {
      if (each.getCheckpointId().equals(current)) {
        seconds += each.getSeconds();
      } else {
        served.add(each);
      }
    }
    served.add(new ServedRelease(current, seconds));
    return List.copyOf(served.subList(Math.max(0, served.size() - MOST), served.size()));
  }
}
