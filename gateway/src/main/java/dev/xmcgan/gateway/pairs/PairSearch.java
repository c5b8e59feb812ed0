package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.pairs.LearningSearch.Learning;
import dev.xmcgan.gateway.pairs.PairView.AcceptedView;
import dev.xmcgan.gateway.pairs.PairView.CuratedView;
import dev.xmcgan.gateway.pairs.PairView.ErasedView;
import dev.xmcgan.gateway.pairs.PairView.RejectionView;
import dev.xmcgan.gateway.publishing.RecordIds;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.schemas.ErasureOutcome;
import dev.xmcgan.schemas.PairErasure;
import dev.xmcgan.schemas.RejectedPair;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Follows a pair over the topics. An id that a gateway made says from when on to look; any other is
 * looked for from the newest pairs back. Nothing is kept, and no image either. Blocks.
 */
@Singleton
final class PairSearch {
  /** Clocks differ, and a record may have waited for the broker. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private static final Instant NEVER = Instant.ofEpochMilli(Long.MAX_VALUE);

  /** Of reading what came after a pair; what is known until then is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final TopicSearch topics;
  private final LearningSearch learning;
  private final RecordValues values;
  private final Duration curatedWithin;

  @Inject
  PairSearch(TopicSearch topics, LearningSearch learning, RecordValues values) {
    this(topics, learning, values, PATIENCE);
  }

  /**
   * @param curatedWithin for how long training-pairs is read, which holds all pairs for ever
   */
  PairSearch(
      TopicSearch topics, LearningSearch learning, RecordValues values, Duration curatedWithin) {
    this.topics = topics;
    this.learning = learning;
    this.values = values;
    this.curatedWithin = curatedWithin;
  }

  /** A record and what it says. */
  private record Found<T>(ConsumerRecord<String, byte[]> record, Optional<T> value) {}

  /**
   * A pair's newest record.
   *
   * @param isSure whether there is none that is newer
   */
  private record Newest<T>(Optional<Found<T>> found, boolean isSure) {}

  /**
   * The way of a pair.
   *
   * @return empty when no topic knows the id
   * @throws ApiException 503 when not all that came after it could be read in time
   * @throws KafkaException when Kafka is not there
   */
  Optional<PairView> find(String id) {
    Optional<ConsumerRecord<String, byte[]>> sent = sent(id);
    Newest<TrainingPair> pairs =
        newest(Topic.TRAINING_PAIRS, TrainingPair.class, id, curatedWithin);
    Newest<RejectedPair> verdicts = newest(Topic.REJECTED_PAIRS, RejectedPair.class, id, PATIENCE);
    Newest<PairErasure> receipts = newest(Topic.PAIR_ERASURES, PairErasure.class, id, PATIENCE);
    Optional<Found<TrainingPair>> curated = pairs.found();
    Optional<RejectedPair> rejected = verdicts.found().flatMap(Found::value);
    Optional<PairErasure> erased =
        receipts
            .found()
            .flatMap(Found::value)
            .filter(receipt -> receipt.getOutcome() == ErasureOutcome.ERASED);
    boolean isSure = pairs.isSure() && verdicts.isSure() && receipts.isSure();
    if (curated.isEmpty() && rejected.isEmpty() && erased.isEmpty()) {
      if (!isSure) {
        // that it was sent says nothing of what became of it
        throw new ApiException(
            ApiError.unavailable(
                "pair_search_too_long",
                "Not all that came after the pair could be read in time.",
                RETRY_AFTER));
      }
      if (sent.isEmpty()) {
        return Optional.empty();
      }
    }
    // what came again under its id after it was erased is a pair again
    boolean isErased =
        erased.isPresent()
            && curated
                .filter(found -> found.value().isPresent())
                .filter(found -> !erased.get().getErasedAt().isAfter(arrival(found)))
                .isEmpty();
    boolean stands = !isErased && curated.filter(found -> found.value().isPresent()).isPresent();
    Optional<Learning> learned =
        stands
            ? curated.map(
                found -> learning.of(found.record(), found.value().orElseThrow().getSource()))
            : Optional.empty();
    Optional<CuratedView> view =
        stands
            ? curated.map(found -> CuratedView.of(found.record(), found.value().orElseThrow()))
            : Optional.empty();
    return Optional.of(
        new PairView(
            id,
            status(isErased, view, learned, rejected.isPresent(), curated.isPresent()),
            accepted(sent, curated).orElse(null),
            rejected.map(RejectionView::of).orElse(null),
            view.orElse(null),
            learned.flatMap(Learning::learned).orElse(null),
            learned.flatMap(Learning::release).orElse(null),
            isErased ? ErasedView.of(erased.get()) : null,
            isSure));
  }

  private static String status(
      boolean isErased,
      Optional<CuratedView> curated,
      Optional<Learning> learning,
      boolean isRejected,
      boolean isKnownToTraining) {
    if (isErased) {
      return "erased";
    }
    if (curated.isEmpty()) {
      return isRejected ? "rejected" : isKnownToTraining ? "withdrawn" : "accepted";
    }
    if (curated.get().isHeldOut()) {
      return "held_out";
    }
    Learning far = learning.orElseThrow();
    if (far.release().isPresent()) {
      return "drawn";
    }
    if (far.learned().isPresent()) {
      return "learned";
    }
    if (far.passed()) {
      return "passed";
    }
    return far.taken() ? "training" : "curated";
  }

  private static Optional<AcceptedView> accepted(
      Optional<ConsumerRecord<String, byte[]>> sent, Optional<Found<TrainingPair>> curated) {
    return sent.map(
            record ->
                new AcceptedView(
                    Instant.ofEpochMilli(record.timestamp()), PairView.coordinates(record)))
        .or(() -> curated.map(found -> new AcceptedView(arrival(found), null)));
  }

  /** Where curation gives a pair's record the time of its arrival. */
  private static Instant arrival(Found<TrainingPair> found) {
    return Instant.ofEpochMilli(found.record().timestamp());
  }

  /** The pair as it came, where its id says when that was. */
  private Optional<ConsumerRecord<String, byte[]>> sent(String id) {
    return RecordIds.madeAt(id)
        .flatMap(
            madeAt ->
                topics
                    .find(
                        new TopicSearch.Wanted(
                            Topic.IMAGE_TEXT_PAIRS, id, madeAt.minus(SLACK), madeAt.plus(SLACK), 1))
                    .stream()
                    .filter(record -> record.value() != null)
                    .findFirst());
  }

  private <T extends SpecificRecord> Newest<T> newest(
      Topic topic, Class<T> type, String id, Duration patience) {
    TopicSearch.Newest newest =
        RecordIds.madeAt(id)
            .map(madeAt -> topics.newest(anyTimeFrom(madeAt.minus(SLACK), topic, id), patience))
            .orElseGet(() -> topics.newest(topic, id, patience));
    return new Newest<>(
        newest.record().map(record -> new Found<>(record, values.of(topic, type, record))),
        newest.isSure());
  }

  private static TopicSearch.Wanted anyTimeFrom(Instant from, Topic topic, String id) {
    return new TopicSearch.Wanted(topic, id, from, NEVER, 1, partitions -> 0);
  }
}
