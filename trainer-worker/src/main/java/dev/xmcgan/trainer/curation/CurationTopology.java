package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stream: image-text-pairs → curate → unite → training-pairs, with ways out to rejected-pairs
 * and dead-letters.
 *
 * <p>Pairs come partitioned by pair id and are decoded in parallel. Then all of them pass one
 * partition, in which the versions of an id stay in their order, and one task, which sees every id
 * and every image: so a correction comes behind what it corrects, whatever else has the same
 * content, and training-pairs has one order for all. So do erasures, whose receipts go to
 * pair-erasures, and who asked for them to audit. What crosses that internal topic is the curated
 * image, a few kilobytes, not the original.
 */
public final class CurationTopology {
  /** Name of the internal topic that all pairs pass in one order. */
  static final String IN_ORDER = "in-order";

  /** What was erased from a store is to go from its changelog, however little else changes. */
  private static final Map<String, String> CHANGELOG =
      Map.of(
          "segment.ms", Long.toString(Duration.ofDays(1).toMillis()),
          "max.compaction.lag.ms", Long.toString(Duration.ofDays(1).toMillis()));

  /** Images that are looked at in one transaction for pairs of a source. */
  private static final int GROUPS_AT_ONCE = 2_000;

  private CurationTopology() {}

  /**
   * Builds the stream.
   *
   * @param curators the one for the next pair
   */
  static Topology build(
      KafkaSettings settings,
      Supplier<Curator> curators,
      CurationSerdes serdes,
      UnproducibleRecords unproducible,
      CurationListener listener) {
    return build(settings, curators, serdes, unproducible, listener, GROUPS_AT_ONCE);
  }

  /**
   * The same with a bound of one's own.
   *
   * @param groupsAtOnce images that are looked at in one transaction for pairs of a source
   */
  static Topology build(
      KafkaSettings settings,
      Supplier<Curator> curators,
      CurationSerdes serdes,
      UnproducibleRecords unproducible,
      CurationListener listener,
      int groupsAtOnce) {
    var builder = new StreamsBuilder();
    String trainingPairs = settings.topic(Topic.TRAINING_PAIRS);
    Serde<TrainingPair> internalPairs = serdes.trainingPairsAsOn(trainingPairs);
    builder.addStateStore(store(RawPairs.STORE, Serdes.String()));
    builder.addStateStore(store(ImageGroups.IMAGE_OF_PAIR, Serdes.String()));
    builder.addStateStore(store(ImageGroups.PAIRS_OF_IMAGE, lists(internalPairs)));

    KStream<String, Verdict> curated =
        builder.stream(
                settings.topic(Topic.IMAGE_TEXT_PAIRS),
                Consumed.with(Serdes.String(), serdes.pairs())
                    .withTimestampExtractor((record, latest) -> arrivalTime(record)))
            .process(
                () -> new CurateProcessor(curators, settings, unproducible, listener),
                Named.as("curate"),
                RawPairs.STORE);
    KStream<String, Verdict> united =
        curated
            .filter((key, verdict) -> isForUnite(verdict))
            .mapValues(CurationTopology::pairOrTombstone)
            .repartition(
                Repartitioned.with(Serdes.String(), internalPairs)
                    .withNumberOfPartitions(1)
                    .withName(IN_ORDER))
            .process(
                () -> new UniteProcessor(trainingPairs, unproducible, listener, groupsAtOnce),
                Named.as("unite"),
                ImageGroups.IMAGE_OF_PAIR,
                ImageGroups.PAIRS_OF_IMAGE);

    united
        .filter((key, verdict) -> isForTraining(verdict))
        .mapValues(CurationTopology::pairOrTombstone)
        .to(trainingPairs, Produced.with(Serdes.String(), serdes.trainingPairs()));
    only(united, Verdict.Receipt.class)
        .mapValues(Verdict.Receipt::erasure)
        .to(settings.topic(Topic.PAIR_ERASURES), Produced.with(Serdes.String(), serdes.erasures()));
    only(united, Verdict.Audit.class)
        .mapValues(Verdict.Audit::entry)
        .to(settings.topic(Topic.AUDIT), Produced.with(Serdes.String(), serdes.audit()));
    only(united, Verdict.EraseOn.class)
        .mapValues(more -> (byte[]) null)
        .to(
            settings.topic(Topic.IMAGE_TEXT_PAIRS),
            Produced.with(Serdes.String(), Serdes.ByteArray()));
    only(curated, Verdict.Refuse.class)
        .merge(only(united, Verdict.Refuse.class))
        .mapValues(Verdict.Refuse::pair)
        .peek((pairId, pair) -> listener.rejected(pair.getReason()))
        .to(
            settings.topic(Topic.REJECTED_PAIRS),
            Produced.with(Serdes.String(), serdes.rejectedPairs()));
    only(curated, Verdict.DeadLetter.class)
        .mapValues(Verdict.DeadLetter::bytes)
        .to(settings.topic(Topic.DEAD_LETTERS), Produced.with(Serdes.String(), Serdes.ByteArray()));
    return builder.build();
  }

  /** The record's timestamp, or the current time for the odd record without one. */
  private static long arrivalTime(ConsumerRecord<Object, Object> record) {
    return record.timestamp() >= 0 ? record.timestamp() : System.currentTimeMillis();
  }

  private static boolean isForUnite(Verdict verdict) {
    return verdict instanceof Verdict.Keep || verdict instanceof Verdict.Erase;
  }

  private static boolean isForTraining(Verdict verdict) {
    return verdict instanceof Verdict.Keep || verdict instanceof Verdict.Withdraw;
  }

  /** A pair as it stands from now on; null, a tombstone, takes back what stood there. */
  private static TrainingPair pairOrTombstone(Verdict verdict) {
    if (verdict instanceof Verdict.Keep keep) {
      return keep.pair();
    } else if (verdict instanceof Verdict.Withdraw || verdict instanceof Verdict.Erase) {
      return null;
    }
    throw new IllegalStateException("no pair and no tombstone: " + verdict);
  }

  private static <V extends Verdict> KStream<String, V> only(
      KStream<String, Verdict> verdicts, Class<V> kind) {
    return verdicts.filter((key, verdict) -> kind.isInstance(verdict)).mapValues(kind::cast);
  }

  @SuppressWarnings("unchecked") // there is no class of a list of something
  private static Serde<List<TrainingPair>> lists(Serde<TrainingPair> pairs) {
    return Serdes.ListSerde(ArrayList.class, pairs);
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> values) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.String(), values)
        .withLoggingEnabled(CHANGELOG);
  }
}
