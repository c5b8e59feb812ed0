package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import java.util.List;

/** What became of a request. */
public sealed interface Answer {

  /** All images, in order of their index. */
  record Drawn(List<ImageResult> images) implements Answer {
    public Drawn {
      images = List.copyOf(images);
    }
  }

  /** A worker's typed refusal. */
  record Failed(GenerationFailure failure) implements Answer {}

  /** Not all images came in time; the request is still on Kafka and its answer will be too. */
  record TimedOut(int imagesSoFar) implements Answer {}

  /** The gateway stops before the answer came. */
  record Stopping() implements Answer {}
}
