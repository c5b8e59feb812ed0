package dev.xmcgan.gateway.requests;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.publishing.RequestPartitions;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.GenerationFailure;
import dev.xmcgan.schemas.ImageResult;
import dev.xmcgan.schemas.RequestCancellation;
import dev.xmcgan.schemas.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Kafka holds of a request. Only requests with an id of a gateway are found: it says from when
 * on to look. Blocks; every method ends with an {@link ApiException} 503 when Kafka is away.
 */
@Singleton
public final class RequestSearch {
  private static final Logger LOG = LoggerFactory.getLogger(RequestSearch.class);

  /** Clocks differ, and a record may have waited for the broker. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  /** What is being drawn at its deadline is finished. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  /** A request that names no deadline is looked for to the end of the topic. */
  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final TopicSearch topics;
  private final RecordValues values;

  RequestSearch(TopicSearch topics, RecordValues values) {
    this.topics = topics;
    this.values = values;
  }

  /** A request, if it is on Kafka: where gateways put it, or where others do. */
  public Optional<CaptionRequest> request(String id) {
    return RecordIds.madeAt(id)
        .flatMap(
            madeAt ->
                request(id, madeAt, partitions -> RequestPartitions.of(id, partitions))
                    .or(() -> request(byKey(id, madeAt))));
  }

  private Optional<CaptionRequest> request(String id, Instant madeAt, IntUnaryOperator place) {
    TopicSearch.Wanted wanted = byKey(id, madeAt);
    return request(
        new TopicSearch.Wanted(
            wanted.topic(), id, wanted.from(), wanted.until(), wanted.count(), place));
  }

  private Optional<CaptionRequest> request(TopicSearch.Wanted wanted) {
    return search(CaptionRequest.class, wanted).stream().findFirst();
  }

  private static TopicSearch.Wanted byKey(String id, Instant madeAt) {
    return new TopicSearch.Wanted(
        Topic.CAPTION_REQUESTS, id, madeAt.minus(SLACK), madeAt.plus(SLACK), 1);
  }

  /** The images that are there, in the order in which they came. */
  public List<ImageResult> images(CaptionRequest request) {
    return search(ImageResult.class, answer(Topic.IMAGE_RESULTS, request, request.getCount()));
  }

  /** Why it was not drawn, if that is so. */
  public Optional<GenerationFailure> failure(CaptionRequest request) {
    return search(GenerationFailure.class, answer(Topic.GENERATION_FAILURES, request, 1)).stream()
        .findFirst();
  }

  /** Who does not want it any more, if anybody said so. */
  public Optional<RequestCancellation> cancellation(CaptionRequest request) {
    return search(RequestCancellation.class, answer(Topic.REQUEST_CANCELLATIONS, request, 1))
        .stream()
        .findFirst();
  }

  private static TopicSearch.Wanted answer(Topic topic, CaptionRequest request, int count) {
    String id = request.getRequestId();
    Instant from = RecordIds.madeAt(id).orElse(Instant.EPOCH).minus(SLACK);
    Instant until = request.getDeadline() == null ? NEVER : request.getDeadline().plus(GRACE);
    return new TopicSearch.Wanted(topic, id, from, until, count);
  }

  private <T extends SpecificRecord> List<T> search(Class<T> type, TopicSearch.Wanted wanted) {
    try {
      return topics.find(wanted).stream()
          .flatMap(record -> values.of(wanted.topic(), type, record).stream())
          .toList();
    } catch (KafkaException away) {
      LOG.atWarn()
          .addKeyValue("requestId", wanted.key())
          .addKeyValue("topic", wanted.topic().name(""))
          .addKeyValue("reason", away.getMessage())
          .log("a request could not be looked for");
      throw new ApiException(
          ApiError.unavailable(
              "kafka_unavailable", "Kafka cannot be asked about the request now.", RETRY_AFTER),
          wanted.key());
    }
  }
}
