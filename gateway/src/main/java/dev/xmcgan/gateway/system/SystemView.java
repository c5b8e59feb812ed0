package dev.xmcgan.gateway.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.transport.serde.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The state of the service beyond its workers.
 *
 * @param lags what is unread of each reader's topic; those that were never there are left out
 * @param disks of each broker; empty where it does not tell
 * @param rejectedPairs the newest first
 * @param deadLetters records that could not be read, the newest first
 */
@JsonNaming(SnakeCaseStrategy.class)
public record SystemView(
    QueueView queue,
    List<LagView> lags,
    List<DiskView> disks,
    List<RejectedPairView> rejectedPairs,
    List<DeadLetterView> deadLetters) {
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

  /**
   * How far a reader is behind.
   *
   * @param reader {@code requests} (the workers), {@code pairs} (curation), {@code training} (of
   *     other channels {@code training CHANNEL}), {@code webhooks}, {@code view} (what this
   *     instance knows of all requests)
   * @param unread records, marks of transactions among them
   */
  public record LagView(String reader, String topic, long unread) {}

  /**
   * What a broker's log directories hold.
   *
   * @param topicBytes of this service's topics
   * @param usableBytes of the disks they lie on, with {@code totalBytes}; absent where the broker
   *     does not know
   */
  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DiskView(
      int broker,
      long topicBytes,
      @Schema(nullable = true) Long usableBytes,
      @Schema(nullable = true) Long totalBytes) {

    static DiskView of(int broker, Collection<LogDirDescription> directories, String prefix) {
      return new DiskView(
          broker,
          directories.stream()
              .flatMap(directory -> directory.replicaInfos().entrySet().stream())
              .filter(replica -> replica.getKey().topic().startsWith(prefix))
              .mapToLong(replica -> replica.getValue().size())
              .sum(),
          sum(directories, LogDirDescription::usableBytes),
          sum(directories, LogDirDescription::totalBytes));
    }

    private static Long sum(
        Collection<LogDirDescription> directories,
        Function<LogDirDescription, OptionalLong> bytes) {
      return directories.stream().map(bytes).allMatch(OptionalLong::isPresent)
          ? directories.stream().map(bytes).mapToLong(OptionalLong::getAsLong).sum()
          : null;
    }
  }

  /**
   * A pair that is not learned from.
   *
   * @param thumbnail where its image is shown small, while it is on image-text-pairs
   */
  public record RejectedPairView(
      String id, String reason, String detail, String source, Instant at, String thumbnail) {
    static RejectedPairView of(long offset, RejectedPair pair) {
      return new RejectedPairView(
          pair.getPairId(),
          pair.getReason().name().toLowerCase(Locale.ROOT),
          pair.getDetail(),
          pair.getSource(),
          pair.getRejectedAt(),
          "/v1/rejected-pairs/%d/thumbnail".formatted(offset));
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
