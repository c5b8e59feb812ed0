package dev.xmcgan.gateway.metrics;

import java.util.Locale;

/** How a call ended. */
public enum Outcome {
  /** Images, or a pair accepted. */
  ANSWERED,
  /** The caller's mistake; nothing was put on Kafka. */
  INVALID,
  /** More is asked for already than can be answered in time. */
  OVERLOADED,
  /** A worker's typed failure. */
  FAILED,
  /** No answer in time. */
  TIMED_OUT,
  /** Kafka or the registry was not there, or the gateway not ready. */
  UNAVAILABLE;

  /** The outcome of a call that ended with this HTTP status. */
  public static Outcome ofStatus(int status) {
    return switch (status) {
      case 429 -> OVERLOADED;
      case 503 -> UNAVAILABLE;
      case 504 -> TIMED_OUT;
      default -> status >= 500 ? FAILED : status >= 400 ? INVALID : ANSWERED;
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
