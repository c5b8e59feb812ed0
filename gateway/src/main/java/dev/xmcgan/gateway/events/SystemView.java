package dev.xmcgan.gateway.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.transport.serde.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The state of the service beyond its workers.
 *
 * @param rejectedPairs the newest first
 * @param deadLetters records that could not be read, the newest first
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SystemView(
    QueueView queue, List<RejectedPairView> rejectedPairs, List<DeadLetterView> deadLetters) {
  private static final double MILLIS = 1e3;

  /**
   * What is asked for and not there.
   *
   * @param oldestSeconds how long the oldest request waits
   * @param imagesPerSecond while there is much to do; absent until that was so
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record QueueView(
      int images,
      int requests,
      double oldestSeconds,
      @Schema(nullable = true) Double imagesPerSecond) {

    static QueueView of(OpenRequests open) {
      OptionalDouble rate = open.imagesPerSecond();
      return new QueueView(
          open.images(),
          open.requests(),
          open.oldest().toMillis() / MILLIS,
          rate.isPresent() ? rate.getAsDouble() : null);
    }
  }

  /** A pair that is not learned from. */
  public record RejectedPairView(
      String id, String reason, String detail, String source, Instant at) {
    static RejectedPairView of(RejectedPair pair) {
      return new RejectedPairView(
          pair.getPairId(),
          pair.getReason().name().toLowerCase(Locale.ROOT),
          pair.getDetail(),
          pair.getSource(),
          pair.getRejectedAt());
    }
  }

  /**
   * A record that could not be read.
   *
   * @param record where it was: topic, partition and offset
   */
  public record DeadLetterView(String record, String reason, Instant at) {
    static DeadLetterView of(ConsumerRecord<String, byte[]> letter) {
      Header reason = letter.headers().lastHeader(DeadLetters.REASON);
      return new DeadLetterView(
          letter.key(),
          reason == null ? "" : new String(reason.value(), StandardCharsets.UTF_8),
          Instant.ofEpochMilli(letter.timestamp()));
    }
  }
}
