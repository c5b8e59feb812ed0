package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.requests.RequestFailure;

/** Which generator draws for a model that a request names. */
public sealed interface ModelLookup {
  /** This checkpoint is loaded. */
  record Ready(String checkpointId) implements ModelLookup {}

  /** It is being loaded. */
  record Loading() implements ModelLookup {}

  /** None does. */
  record Unservable(RequestFailure failure) implements ModelLookup {}
}
