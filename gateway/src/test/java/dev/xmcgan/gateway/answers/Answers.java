package dev.xmcgan.gateway.answers;

import dev.xmcgan.schemas.FailureCode;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Timings;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Records as workers would write them. */
public final class Answers {
  private Answers() {}

  /** An image whose bytes are given. */
  public static ImageResult image(String requestId, int index, int count, byte[] file) {
    return builder(requestId, index, count, file).build();
  }

  /** The same, to be changed. */
  public static ImageResult.Builder builder(String requestId, int index, int count, byte[] file) {
    return ImageResult.newBuilder()
        .setRequestId(requestId)
        .setIndex(index)
        .setCount(count)
        .setCaption("a red circle")
        .setImage(ByteBuffer.wrap(file))
        .setMediaType("image/png")
        .setWidth(64)
        .setHeight(64)
        .setRequestSeed(7)
        .setSeed(700 + index)
        .setCheckpointId("starter")
        .setWorkerId("test-worker")
        .setTimings(new Timings(1L, 2L, count))
        .setCreatedAt(Instant.parse("2026-01-02T03:04:05Z"));
  }

  /** A typed failure. */
  public static GenerationFailure failure(String requestId, FailureCode code, boolean retriable) {
    return GenerationFailure.newBuilder()
        .setRequestId(requestId)
        .setCode(code)
        // a default of an enum would be of the class loader that asked first
        .setMessage("because of " + code)
        .setRetriable(retriable)
        .setWorkerId("test-worker")
        .setCreatedAt(Instant.parse("2026-01-02T03:04:05Z"))
        .build();
  }
}
