package dev.xmcgan.transport.topics;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/** Our topics as a cluster has them at one moment. */
final class ClusterTopics {

  private record Existing(TopicDescription description, Config config) {}

  private final KafkaSettings settings;
  private final int brokers;
  private final Map<Topic, Existing> topics;

  private ClusterTopics(KafkaSettings settings, int brokers, Map<Topic, Existing> topics) {
    this.settings = settings;
    this.brokers = brokers;
    this.topics = topics;
  }

  static ClusterTopics read(Admin admin, KafkaSettings settings) {
    int brokers = AdminCalls.get(admin.describeCluster().nodes(), "describe the cluster").size();
    Set<String> names = AdminCalls.get(admin.listTopics().names(), "list topics");
    List<Topic> there =
        Arrays.stream(Topic.values())
            .filter(topic -> names.contains(settings.topic(topic)))
            .toList();
    Map<String, TopicDescription> descriptions =
        AdminCalls.get(
            admin.describeTopics(there.stream().map(settings::topic).toList()).allTopicNames(),
            "describe topics");
    Map<ConfigResource, Config> configs =
        AdminCalls.get(
            admin
                .describeConfigs(there.stream().map(topic -> resource(settings, topic)).toList())
                .all(),
            "read the topics' settings");
    Map<Topic, Existing> topics = new EnumMap<>(Topic.class);
    for (Topic topic : there) {
      topics.put(
          topic,
          new Existing(
              descriptions.get(settings.topic(topic)), configs.get(resource(settings, topic))));
    }
    return new ClusterTopics(settings, brokers, topics);
  }

  static ConfigResource resource(KafkaSettings settings, Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, settings.topic(topic));
  }

  int brokers() {
    return brokers;
  }

  boolean has(Topic topic) {
    return topics.containsKey(topic);
  }

  /** Settings that the topic leaves to the cluster, which are then no longer left to it. */
  Map<String, String> unset(Topic topic, TopicOptions options) {
    Existing existing = topics.get(topic);
    return options.config(topic, brokers).entrySet().stream()
        .filter(
            wanted -> {
              ConfigEntry entry = existing.config().get(wanted.getKey());
              return entry == null
                  || entry.source() != ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
            })
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** What is not as it would be made, topic by topic. */
  List<TopicDifference> differences(TopicOptions options) {
    List<TopicDifference> all = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      String name = settings.topic(topic);
      if (!has(topic)) {
        all.add(new TopicDifference(name, "the topic", "missing", "there"));
        continue;
      }
      var partitions = topics.get(topic).description().partitions();
      compare(all, name, "partitions", partitions.size(), options.partitions(topic));
      compare(
          all,
          name,
          "replication",
          partitions.get(0).replicas().size(),
          options.replication(brokers));
      Config config = topics.get(topic).config();
      new TreeMap<>(options.config(topic, brokers))
          .forEach(
              (key, expected) -> {
                ConfigEntry entry = config.get(key);
                compare(all, name, key, entry == null ? "unknown" : entry.value(), expected);
              });
    }
    return all;
  }

  private static void compare(
      List<TopicDifference> all, String topic, String what, Object actual, Object expected) {
    if (!actual.equals(expected)) {
      all.add(new TopicDifference(topic, what, actual.toString(), expected.toString()));
    }
  }
}
