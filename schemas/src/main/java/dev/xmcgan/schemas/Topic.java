package dev.xmcgan.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Every topic: its name, what its records hold, its partitions and its retention. Keys are UTF-8
 * strings on all of them.
 *
 * <p>A deployment may put a prefix before all names ({@code xmcgan.topic-prefix}); {@link
 * #name(String)} applies it.
 */
public enum Topic {
  /** Key: request id. */
  CAPTION_REQUESTS(
      "caption-requests", CaptionRequest.getClassSchema(), 6, deleteAfter(Duration.ofDays(7))),
  /** Key: request id. */
  REQUEST_CANCELLATIONS(
      "request-cancellations",
      RequestCancellation.getClassSchema(),
      6,
      deleteAfter(Duration.ofDays(1))),
  /** Key: request id. */
  IMAGE_RESULTS("image-results", ImageResult.getClassSchema(), 6, deleteAfter(Duration.ofDays(7))),
  /** Key: request id. */
  GENERATION_FAILURES(
      "generation-failures",
      GenerationFailure.getClassSchema(),
      6,
      deleteAfter(Duration.ofDays(7))),
  /** Key: source coordinates, {@code topic-partition@offset}; value: the raw bytes as they came. */
  DEAD_LETTERS("dead-letters", null, 1, deleteAfter(Duration.ofDays(30))),
  /**
   * Key: pair id. A record without a value is an {@link ErasureRequest}. Segments of a day bound
   * how long the bytes of an erased pair stay: {@link #RAW_PAIRS_STAY}.
   */
  IMAGE_TEXT_PAIRS(
      "image-text-pairs",
      ImageTextPair.getClassSchema(),
      4,
      with(deleteAfter(Duration.ofDays(7)), "segment.ms", millis(Duration.ofDays(1)))),
  /**
   * Key: pair id. This topic is the data set: the newest version of each pair is kept for ever, and
   * in its one partition it is the one that comes last. A pair without a value is withdrawn or
   * erased. Older versions stay for a week, so that a trainer that goes on finds what it had
   * learned from, and a day or two more until Kafka has compacted them away. Its records keep the
   * time that curation gives them, that of their arrival: freshness is counted from it.
   */
  TRAINING_PAIRS(
      "training-pairs",
      TrainingPair.getClassSchema(),
      1,
      with(compactLater(), "message.timestamp.type", "CreateTime")),
  /** Key: pair id. */
  REJECTED_PAIRS(
      "rejected-pairs", RejectedPair.getClassSchema(), 1, deleteAfter(Duration.ofDays(30))),
  /** Key: pair id. Receipts of what was erased: ids and times, nothing of the pairs. */
  PAIR_ERASURES(
      "pair-erasures", PairErasure.getClassSchema(), 1, deleteAfter(Duration.ofDays(365))),
  /** Key: import id. */
  IMPORT_PROGRESS("import-progress", ImportProgress.getClassSchema(), 1, compact()),
  /** Key: checkpoint id. */
  CHECKPOINTS("checkpoints", Checkpoint.getClassSchema(), 1, compact()),
  /**
   * Key: {@code checkpoint id/file/part}; value: at most {@value #MAX_CHUNK_BYTES} raw bytes. The
   * key chooses the partition, so that many who fetch one file ask all brokers; the manifest says
   * which it is. What is needed no longer the trainer deletes; a limit here would not know which
   * chunks those are.
   */
  CHECKPOINT_CHUNKS(
      "checkpoint-chunks",
      null,
      4,
      with(
          with(keptForEver(), "segment.bytes", Long.toString(32L << 20)),
          "compression.type",
          "uncompressed")),
  /** Key: checkpoint id. Small: ids and offsets, nothing of the pairs. */
  LEARNED_PAIRS(
      "learned-pairs", LearnedPairs.getClassSchema(), 1, deleteAfter(Duration.ofDays(400))),
  /** Key: channel. */
  RELEASES("releases", Release.getClassSchema(), 1, compact()),
  /** Key: checkpoint id. */
  EVALUATIONS("evaluations", Evaluation.getClassSchema(), 1, compact()),
  /** Key: trainer id. */
  TRAINING_METRICS(
      "training-metrics", TrainingMetrics.getClassSchema(), 1, deleteAfter(Duration.ofDays(30))),
  /** Key: worker id. */
  WORKER_STATUS("worker-status", WorkerStatus.getClassSchema(), 1, compact()),
  /** Key: key id. */
  KEYS("keys", ApiKey.getClassSchema(), 1, compact()),
  /** Key: release channel, checkpoint id, key id, pair id or source. */
  AUDIT("audit", AuditEntry.getClassSchema(), 1, deleteAfter(Duration.ofDays(400)));

  /** Largest value on {@link #CHECKPOINT_CHUNKS}: under the 1 MB that brokers take by default. */
  public static final int MAX_CHUNK_BYTES = 900 * 1024;

  /** Largest record on any topic; an image of a pair is the largest thing a client sends. */
  public static final int MAX_RECORD_BYTES = 5 * 1024 * 1024;

  /**
   * Longest time that a record's bytes stay on {@link #IMAGE_TEXT_PAIRS}: its retention, and the
   * day that a segment may span.
   */
  public static final Duration RAW_PAIRS_STAY = Duration.ofDays(8);

  private final String baseName;
  private final Optional<Schema> valueSchema;
  private final int partitions;
  private final Map<String, String> config;

  Topic(String baseName, Schema valueSchema, int partitions, Map<String, String> config) {
    this.baseName = baseName;
    this.valueSchema = Optional.ofNullable(valueSchema);
    this.partitions = partitions;
    this.config = config;
  }

  /** The topic's name under a prefix, which may be empty. */
  public String name(String prefix) {
    return prefix + baseName;
  }

  /** The Avro schema of the values; empty where values are raw bytes. */
  public Optional<Schema> valueSchema() {
    return valueSchema;
  }

  /** Partitions a new topic gets. */
  public int partitions() {
    return partitions;
  }

  /** Topic configuration, beyond or against the broker's defaults. */
  public Map<String, String> config() {
    return config;
  }

  /**
   * Whether others write here. Their schemas and ours must then read each other's records; on the
   * other topics it is enough that ours reads what was written.
   */
  public boolean isWrittenByOthers() {
    return this == CAPTION_REQUESTS || this == REQUEST_CANCELLATIONS || this == IMAGE_TEXT_PAIRS;
  }

  private static Map<String, String> deleteAfter(Duration age) {
    return with(common("delete"), "retention.ms", millis(age));
  }

  private static Map<String, String> keptForEver() {
    return with(with(common("delete"), "retention.ms", "-1"), "retention.bytes", "-1");
  }

  private static Map<String, String> compactLater() {
    Map<String, String> kept = with(compact(), "retention.ms", "-1");
    kept = with(kept, "min.compaction.lag.ms", millis(Duration.ofDays(7)));
    // however little there is to compact: what was erased shall go
    kept = with(kept, "max.compaction.lag.ms", millis(Duration.ofDays(8)));
    kept = with(kept, "segment.ms", millis(Duration.ofDays(1)));
    return with(kept, "delete.retention.ms", millis(Duration.ofDays(30)));
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }

  private static Map<String, String> compact() {
    return common("compact");
  }

  /**
   * What holds for all: a cluster's limit on records may be lower than ours, and a producer's clock
   * decides nothing. One that counts in seconds would have its acknowledged records deleted as
   * fifty years old.
   */
  private static Map<String, String> common(String cleanup) {
    return Map.of(
        "cleanup.policy",
        cleanup,
        "max.message.bytes",
        Integer.toString(MAX_RECORD_BYTES),
        "message.timestamp.type",
        "LogAppendTime");
  }

  private static Map<String, String> with(Map<String, String> config, String key, String value) {
    Map<String, String> more = new TreeMap<>(config);
    more.put(key, value);
    return Map.copyOf(more);
  }
}
