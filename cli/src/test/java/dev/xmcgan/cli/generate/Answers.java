package dev.xmcgan.cli.generate;

import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.Timings;
import java.nio.ByteBuffer;
import java.time.Instant;

/** What a worker would answer. */
final class Answers {
  private Answers() {}

  /** One image of these bytes. */
  static ImageResult image(CaptionRequest request, byte[] image) {
    return ImageResult.newBuilder()
        .setRequestId(request.getRequestId())
        .setIndex(0)
        .setCount(1)
        .setCaption(request.getCaption())
        .setImage(ByteBuffer.wrap(image))
        .setMediaType("image/png")
        .setWidth(1)
        .setHeight(1)
        .setRequestSeed(request.getSeed())
        .setSeed(request.getSeed())
        .setCheckpointId("c")
        .setWorkerId("w")
        .setTimings(new Timings(0L, 0L, 1))
        .setCreatedAt(Instant.EPOCH)
        .build();
  }
}
