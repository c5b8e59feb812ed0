package dev.xmcgan.generator.drawing;

import dev.xmcgan.generator.batching.MicroBatch.Share;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.generator.requests.RequestFailure;
import java.util.List;

/** What became of one request's share of a micro-batch. */
public sealed interface DrawResult {
  /** The share that was to be drawn. */
  Share<HeldRequest> share();

  /** All images of the share. */
  record Drawn(Share<HeldRequest> share, List<DrawnImage> images) implements DrawResult {}

  /**
   * The request cannot be drawn.
   *
   * @param spoiled whether the generator is the reason: it threw, or drew what is no image
   */
  record Failed(Share<HeldRequest> share, RequestFailure failure, boolean spoiled)
      implements DrawResult {}
}
