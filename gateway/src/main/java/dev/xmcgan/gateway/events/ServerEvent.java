package dev.xmcgan.gateway.events;

/**
 * One server-sent event.
 *
 * @param name release, worker, metrics or, for a comment that keeps the connection alive, empty
 * @param key of the record behind it: channel, worker id, trainer id
 * @param data JSON
 */
record ServerEvent(String name, String key, String data) {
  static final String RELEASE = "release";
  static final String WORKER = "worker";
  static final String METRICS = "metrics";

  /** Says nothing, but finds out whether the client is still there. */
  static final ServerEvent HEARTBEAT = new ServerEvent("", "", "");

  boolean isHeartbeat() {
    return name.isEmpty();
  }
}
