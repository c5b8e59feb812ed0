package dev.xmcgan.generator.testing;

import dev.xmcgan.generator.requests.DrawRequest;
import dev.xmcgan.generator.requests.HeldRequest;
import dev.xmcgan.schemas.ImageFormat;
import dev.xmcgan.schemas.limits.RequestLimits;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Requests as the queue holds them, of one tenant and without a deadline. */
public final class HeldRequests {
  private HeldRequests() {}

  /** Images of a caption, read from the first partition long ago. */
  public static HeldRequest of(long offset, String caption, int firstIndex, int count) {
    return of(
        new TopicPartition("caption-requests", 0),
        offset,
        Instant.EPOCH,
        "id-" + offset,
        caption,
        firstIndex,
        count);
  }

  /** Images of a caption from any partition. */
  public static HeldRequest of(
      TopicPartition partition,
      long offset,
      Instant appended,
      String id,
      String caption,
      int firstIndex,
      int count) {
    return new HeldRequest(
        partition,
        offset,
        appended,
        new DrawRequest(
            id,
            caption,
            count,
            firstIndex,
            5L,
            OptionalDouble.empty(),
            ImageFormat.PNG,
            0,
            "stable",
            Optional.empty(),
            0,
            "default",
            false,
            RequestLimits.MAX_COMPRESSION,
            Optional.empty()),
        new RecordHeaders());
  }
}
