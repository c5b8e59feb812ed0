package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.requests.RequestFailure;

/** Which generator draws for a model that a request names. */
public sealed interface Resolution {
  /** This checkpoint is loaded. */
  record Ready(String checkpointId) implements Resolution {}

  /** It is being loaded. */
  record Loading() implements Resolution {}

  /** None does. */
  record Unservable(RequestFailure failure) implements Resolution {}
}
