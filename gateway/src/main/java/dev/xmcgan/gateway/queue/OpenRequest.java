package dev.xmcgan.gateway.queue;

import java.time.Instant;

/** A request that is not answered yet. Not thread-safe; {@link OpenRequests} guards it. */
final class OpenRequest {
  private final String tenant;
  private final Instant since;
  private final Instant deadline;
  private int missing;

  OpenRequest(String tenant, int missing, Instant since, Instant deadline) {
    this.tenant = tenant;
    this.missing = missing;
    this.since = since;
    this.deadline = deadline;
  }

  String tenant() {
    return tenant;
  }

  Instant since() {
    return since;
  }

  Instant deadline() {
    return deadline;
  }

  /** Images that are not there. */
  int missing() {
    return missing;
  }

  /**
   * One of its images is there.
   *
   * @return whether that was the last
   */
  boolean imageCame() {
    missing--;
    return missing == 0;
  }
}
