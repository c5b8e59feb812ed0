package dev.xmcgan.generator.swap;

import dev.xmcgan.generator.requests.RequestFailure;
import dev.xmcgan.schemas.Checkpoint;

/** Which generator draws for a model that a request names. */
public sealed interface ModelLookup {
  /** This checkpoint is loaded. */
  record Ready(String checkpointId) implements ModelLookup {}

  /** It can be loaded, and nobody asked for that yet. */
  record Loadable(Checkpoint manifest) implements ModelLookup {}

  /** It is being loaded, or nothing is yet. */
  record Loading() implements ModelLookup {}

  /** None does. */
  record Unservable(RequestFailure failure) implements ModelLookup {}
}
