package dev.xmcgan.trainer.curation;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The stream: image-text-pairs → curate → by content → deduplicate → training-pairs, with ways out
 * to rejected-pairs and dead-letters.
 *
 * <p>Pairs come partitioned by pair id, but a duplicate may come under any id and so on any
 * partition. Therefore accepted pairs are re-partitioned by content hash before the store of seen
 * contents: all copies of a content meet in one task, one store answers for it, and its changelog
 * moves with the task. What crosses that internal topic is the curated image, a few kilobytes, not
 * the original. The same pair imported again is the same content, and is caught there too; the same
 * id with other content is a correction and passes (the replay window keeps the newest of an id).
 */
public final class CurationTopology {
  /** Shortest retention that a window store takes seriously (two of its segments). */
  private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(2);

  private CurationTopology() {}

  /** Builds the stream. */
  public static Topology build(
      KafkaSettings settings,
      CurationRules rules,
      CurationSerdes serdes,
      CurationListener listener) {
    var builder = new StreamsBuilder();
    builder.addStateStore(seenContent(rules.dedupWindow()));
    Curator curator = new Curator(rules);
    String trainingPairs = settings.topic(Topic.TRAINING_PAIRS);

    KStream<String, Verdict> curated =
        builder.stream(
                settings.topic(Topic.IMAGE_TEXT_PAIRS),
                Consumed.with(Serdes.String(), serdes.pairs())
                    .withTimestampExtractor(new ArrivalTime()))
            .process(() -> new CurateProcessor(curator, settings), Named.as("curate"));
    KStream<String, Verdict> judged =
        only(curated, Verdict.Keep.class)
            .mapValues(Verdict.Keep::pair)
            .selectKey((pairId, pair) -> pair.getContentHash())
            .repartition(
                Repartitioned.with(Serdes.String(), serdes.trainingPairsAsOn(trainingPairs))
                    .withName("by-content"))
            .process(
                () -> new DeduplicateProcessor(rules.dedupWindow(), listener),
                Named.as("deduplicate"),
                DeduplicateProcessor.STORE);

    only(judged, Verdict.Keep.class)
        .mapValues(Verdict.Keep::pair)
        .to(trainingPairs, Produced.with(Serdes.String(), serdes.trainingPairs()));
    only(curated, Verdict.Refuse.class)
        .merge(only(judged, Verdict.Refuse.class))
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

  private static StoreBuilder<WindowStore<String, String>> seenContent(Duration window) {
    Duration retention = window.compareTo(SHORTEST_RETENTION) < 0 ? SHORTEST_RETENTION : window;
    return Stores.windowStoreBuilder(
        Stores.persistentWindowStore(DeduplicateProcessor.STORE, retention, window, false),
        Serdes.String(),
        Serdes.String());
  }
}
