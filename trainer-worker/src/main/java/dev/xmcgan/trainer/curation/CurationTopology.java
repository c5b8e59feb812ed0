package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.transport.KafkaSettings;
import java.util.ArrayList;
import java.util.List;
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
 * content, and training-pairs has one order for all. What crosses that internal topic is the
 * curated image, a few kilobytes, not the original.
 */
public final class CurationTopology {
  /** Name of the internal topic that all pairs pass in one order. */
  static final String IN_ORDER = "in-order";

  private CurationTopology() {}

  /** Builds the stream. */
  static Topology build(
      KafkaSettings settings,
      CurationRules rules,
      CurationSerdes serdes,
      UnproducibleRecords unproducible,
      CurationListener listener) {
    var builder = new StreamsBuilder();
    Curator curator = new Curator(rules);
    String trainingPairs = settings.topic(Topic.TRAINING_PAIRS);
    Serde<TrainingPair> internalPairs = serdes.trainingPairsAsOn(trainingPairs);
    builder.addStateStore(store(UniteProcessor.IMAGE_OF_PAIR, Serdes.String()));
    builder.addStateStore(store(UniteProcessor.PAIRS_OF_IMAGE, lists(internalPairs)));

    KStream<String, Verdict> curated =
        builder.stream(
                settings.topic(Topic.IMAGE_TEXT_PAIRS),
                Consumed.with(Serdes.String(), serdes.pairs())
                    .withTimestampExtractor(new ArrivalTime()))
            .process(
                () -> new CurateProcessor(curator, settings, unproducible, listener),
                Named.as("curate"));
    KStream<String, Verdict> united =
        only(curated, Verdict.Keep.class)
            .mapValues(Verdict.Keep::pair)
            .repartition(
                Repartitioned.with(Serdes.String(), internalPairs)
                    .withNumberOfPartitions(1)
                    .withName(IN_ORDER))
            .process(
                () -> new UniteProcessor(trainingPairs, unproducible, listener),
                Named.as("unite"),
                UniteProcessor.IMAGE_OF_PAIR,
                UniteProcessor.PAIRS_OF_IMAGE);

    united
        .filterNot((key, verdict) -> verdict instanceof Verdict.Refuse)
        .mapValues(verdict -> verdict instanceof Verdict.Keep keep ? keep.pair() : null)
        .to(trainingPairs, Produced.with(Serdes.String(), serdes.trainingPairs()));
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
        Stores.persistentKeyValueStore(name), Serdes.String(), values);
  }
}
