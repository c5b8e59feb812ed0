package dev.xmcgan.gateway.pairs;

import dev.xmcgan.gateway.pairs.PairView.FirstReleaseView;
import dev.xmcgan.gateway.pairs.PairView.LearnedView;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.gateway.requests.TopicSearch;
import dev.xmcgan.schemas.AuditAction;
import dev.xmcgan.schemas.AuditEntry;
import dev.xmcgan.schemas.LearnedPairs;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Finds out what training made of a pair, from what checkpoints say on learned-pairs and releases
 * on audit. Training may go back to an earlier checkpoint and learn a pair again; then the line
 * counts that was released, or else the last. Blocks.
 */
@Singleton
final class LearningSearch {
  private static final Set<AuditAction> RELEASES =
      EnumSet.of(AuditAction.RELEASED, AuditAction.ROLLED_BACK, AuditAction.PINNED);

  private final TopicSearch topics;
  private final RecordValues values;

  LearningSearch(TopicSearch topics, RecordValues values) {
    this.topics = topics;
    this.values = values;
  }

  /**
   * How far training came with a pair.
   *
   * @param taken whether a step has taken it
   * @param passed whether it is replayed no more, at the newest checkpoint of each channel that
   *     learns pairs of its source
   */
  record Learning(
      boolean taken,
      boolean passed,
      Optional<LearnedView> learned,
      Optional<FirstReleaseView> release) {}

  /** A change of what a channel serves. */
  private record ReleaseChange(long offset, long timestamp, AuditEntry entry) {
    FirstReleaseView view() {
      return new FirstReleaseView(entry.getCheckpointId(), entry.getSubject(), entry.getAt());
    }
  }

  /** What is known so far, in the order of the checkpoints. */
  private final class Reading {
    private final int partition;
    private final long offset;
    private final String source;
    private final Map<String, ReleaseChange> releases;
    private final Map<String, LearnedView> learnedBy = new HashMap<>();
    private final Map<String, Boolean> passedBy = new HashMap<>();
    private boolean taken;
    private Optional<LearnedView> last = Optional.empty();
    private Optional<ReleaseChange> first = Optional.empty();

    Reading(
        ConsumerRecord<String, byte[]> pair, String source, Map<String, ReleaseChange> releases) {
      this.partition = pair.partition();
      this.offset = pair.offset();
      this.source = source;
      this.releases = releases;
    }

    /** Whether what comes later can change nothing: it was made after the first release. */
    boolean isEnough(ConsumerRecord<String, byte[]> record) {
      if (first.filter(release -> release.timestamp() < record.timestamp()).isPresent()) {
        return true;
      }
      values.of(Topic.LEARNED_PAIRS, LearnedPairs.class, record).ifPresent(this::add);
      return false;
    }

    private void add(LearnedPairs learned) {
      if (learned.getSources() != null && !learned.getSources().contains(source)) {
        return; // its training passed over the pair
      }
      String channel = ReleaseSnapshot.channelOf(learned);
      String checkpoint = learned.getCheckpointId();
      learned.getPlaces().stream()
          .filter(place -> place.getPartition() == partition)
          .forEach(
              place -> {
                taken |= place.getNext() > offset;
                passedBy.put(channel, place.getFirst() > offset);
              });
      if (learned.getParentId() != null && learnedBy.containsKey(learned.getParentId())) {
        learnedBy.putIfAbsent(checkpoint, learnedBy.get(learned.getParentId()));
      }
      learned.getSteps().stream()
          .filter(step -> step.getPartition() == partition && step.getOffsets().contains(offset))
          .findFirst()
          .ifPresent(
              step -> {
                last =
                    Optional.of(
                        new LearnedView(step.getStep(), checkpoint, learned.getCreatedAt()));
                learnedBy.put(checkpoint, last.get());
              });
      if (learnedBy.containsKey(checkpoint) && releases.containsKey(checkpoint)) {
        ReleaseChange release = releases.get(checkpoint);
        first =
            first.filter(other -> other.offset() < release.offset()).or(() -> Optional.of(release));
      }
    }

    Learning result() {
      return new Learning(
          taken,
          !passedBy.isEmpty() && !passedBy.containsValue(false),
          first.map(release -> learnedBy.get(release.entry().getCheckpointId())).or(() -> last),
          first.map(ReleaseChange::view));
    }
  }

  /**
   * Reads what came after a pair.
   *
   * @param pair its record on training-pairs
   * @param source that it is of
   * @throws KafkaException when Kafka is not there, or it takes too long
   */
  Learning of(ConsumerRecord<String, byte[]> pair, String source) {
    // the time of a pair's record is that of its arrival, all that is read here came later
    Instant from = Instant.ofEpochMilli(pair.timestamp());
    Reading reading = new Reading(pair, source, releases(from));
    topics.follow(Topic.LEARNED_PAIRS, from, reading::isEnough);
    return reading.result();
  }

  /** The first release of each checkpoint. */
  private Map<String, ReleaseChange> releases(Instant from) {
    Map<String, ReleaseChange> releases = new HashMap<>();
    topics.follow(
        Topic.AUDIT,
        from,
        record -> {
          values
              .of(Topic.AUDIT, AuditEntry.class, record)
              .filter(entry -> RELEASES.contains(entry.getAction()))
              .filter(entry -> entry.getCheckpointId() != null)
              .ifPresent(
                  entry ->
                      releases.putIfAbsent(
                          entry.getCheckpointId(),
                          new ReleaseChange(record.offset(), record.timestamp(), entry)));
          return false;
        });
    return releases;
  }
}
