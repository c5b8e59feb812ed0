package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import java.util.List;

/** What became of a request. */
public sealed interface RequestAnswer {

  /** All images, in order of their index. */
  record Drawn(List<ImageResult> images) implements RequestAnswer {
    public Drawn {
      images = List.copyOf(images);
    }
  }

  /** A worker's typed refusal. */
  record Failed(GenerationFailure failure) implements RequestAnswer {}

  /** Not all images came in time; the request is still on Kafka and its answer will be too. */
  record TimedOut(int imagesSoFar) implements RequestAnswer {}

  /** More images came at once than are kept in memory; the request's stay on Kafka. */
  record NoRoom() implements RequestAnswer {}

  /** The gateway stops before the answer came. */
  record Stopping() implements RequestAnswer {}
}
