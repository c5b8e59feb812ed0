package dev.xmcgan.gateway.app;

import dev.xmcgan.schemas.ImageTextPair;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.RejectionReason;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.testsupport.Records;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Pairs as curation leaves them that it does not take. */
final class RejectedPairs {
  private RejectedPairs() {}

  static void send(Records records, String id, byte[] image, RejectionReason reason) {
    records.send(
        Topic.IMAGE_TEXT_PAIRS,
        id,
        ImageTextPair.newBuilder()
            .setPairId(id)
            .setCaptions(List.of("a ring"))
            .setImage(ByteBuffer.wrap(image))
            .build());
    records.send(
        Topic.REJECTED_PAIRS,
        id,
        RejectedPair.newBuilder()
            .setPairId(id)
            .setReason(reason)
            .setDetail("for the test")
            .setRejectedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
            .build());
  }
}
