package dev.xmcgan.transport.topics;

import dev.xmcgan.schemas.Topic;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * An operator's settings of topics, which take the place of the defaults in {@link Topic}.
 *
 * @param replication of new topics; by default 3 on a cluster of three brokers or more, else 1
 * @param minInsync replicas that must have a record before it is acknowledged; by default 2 where
 *     there are three replicas or more, else the cluster's own
 * @param partitions of new topics
 * @param config over the topics' own
 */
public record TopicOptions(
    OptionalInt replication,
    OptionalInt minInsync,
    Map<Topic, Integer> partitions,
    Map<Topic, Map<String, String>> config) {

  private static final int BROKERS_FOR_REPLICAS = 3;
  private static final String MIN_INSYNC = "min.insync.replicas";

  public TopicOptions {
    partitions = Map.copyOf(partitions);
    config = Map.copyOf(config);
    replication.ifPresent(replicas -> require(replicas >= 1, "replication " + replicas));
    minInsync.ifPresent(replicas -> require(replicas >= 1, "min.insync.replicas " + replicas));
    partitions.forEach((topic, count) -> require(count >= 1, count + " partitions of " + topic));
  }

  /** All as the topics say. */
  public static TopicOptions standard() {
    return new TopicOptions(OptionalInt.empty(), OptionalInt.empty(), Map.of(), Map.of());
  }

  /** The same with so many replicas. */
  public static TopicOptions replicated(int replication) {
    return new TopicOptions(OptionalInt.of(replication), OptionalInt.empty(), Map.of(), Map.of());
  }

  int replication(int brokers) {
    return replication.orElse(brokers >= BROKERS_FOR_REPLICAS ? BROKERS_FOR_REPLICAS : 1);
  }

  int partitions(Topic topic) {
    return partitions.getOrDefault(topic, topic.partitions());
  }

  Map<String, String> config(Topic topic, int brokers) {
    Map<String, String> all = new TreeMap<>(topic.config());
    if (minInsync.isPresent()) {
      require(
          minInsync.getAsInt() <= replication(brokers),
          MIN_INSYNC + " " + minInsync.getAsInt() + " of " + replication(brokers) + " replicas");
      all.put(MIN_INSYNC, Integer.toString(minInsync.getAsInt()));
    } else if (replication(brokers) >= BROKERS_FOR_REPLICAS) {
      all.put(MIN_INSYNC, "2");
    }
    all.putAll(config.getOrDefault(topic, Map.of()));
    return all;
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException(what + " makes no sense");
    }
  }
}
