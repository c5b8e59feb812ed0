package dev.xmcgan.transport.topics;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.SchemaCompatibility;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every {@link Topic} that is missing and registers its schema under {@code <topic>-value}. A
 * topic that is there keeps its partitions and whatever is set on it; only what it leaves to the
 * cluster is set. Running it again, or twice at the same time, changes nothing.
 */
public final class TopicProvisioner {

  private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);

  /** How long brokers and registry may take to come up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings settings;

  public TopicProvisioner(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * Waits for the broker and the registry, then makes what is missing.
   *
   * @param replicationFactor of new topics; 1 on a single broker
   * @throws KafkaException if the broker does not answer within a minute or refuses a topic
   * @throws dev.xmcgan.transport.serde.RegistryUnavailableException if the registry does not answer
   *     within a minute
   */
  public void provision(short replicationFactor) {
    provision(TopicOptions.replicated(replicationFactor));
  }

  /** The same as the operator wants it. */
  public void provision(TopicOptions options) {
    createTopics(options);
    registerSchemas();
  }

  /** The topics alone; returns when the broker has made them. */
  public void createTopics(short replicationFactor) {
    createTopics(TopicOptions.replicated(replicationFactor));
  }

  /** The topics alone, as the operator wants them. */
  public void createTopics(TopicOptions options) {
    try (Admin admin = admin()) {
      ClusterTopics cluster = ClusterTopics.read(admin, settings);
      createMissing(admin, cluster, options);
      setWhatIsUnset(admin, cluster, options);
    }
  }

  /** The schemas alone, and which others the registry takes beside them. */
  public void registerSchemas() {
    new AvroSerdes(settings, PATIENCE)
        .warmUp(
            Arrays.stream(Topic.values())
                .filter(topic -> topic.valueSchema().isPresent())
                .toArray(Topic[]::new));
    compatibility().set();
  }

  /** What {@link #provision} would do, in words; nothing is changed. */
  public List<String> plan(TopicOptions options) {
    try (Admin admin = admin()) {
      ClusterTopics cluster = ClusterTopics.read(admin, settings);
      List<String> plan = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        String name = settings.topic(topic);
        if (!cluster.has(topic)) {
          plan.add(
              "make %s: %d partitions, replication %d, %s"
                  .formatted(
                      name,
                      options.partitions(topic),
                      options.replication(cluster.brokers()),
                      options.config(topic, cluster.brokers())));
        } else if (!cluster.unset(topic, options).isEmpty()) {
          plan.add("set on %s: %s".formatted(name, cluster.unset(topic, options)));
        }
      }
      for (Topic topic : compatibility().others().keySet()) {
        plan.add(
            "register the schema of %s, compatibility %s"
                .formatted(settings.topic(topic), SchemaCompatibility.level(topic)));
      }
      return plan;
    }
  }

  /** What the cluster and its registry have otherwise than they would be made; changes nothing. */
  public List<TopicDifference> differences(TopicOptions options) {
    try (Admin admin = admin()) {
      List<TopicDifference> all =
          new ArrayList<>(ClusterTopics.read(admin, settings).differences(options));
      compatibility()
          .others()
          .forEach(
              (topic, actual) ->
                  all.add(
                      new TopicDifference(
                          settings.topic(topic),
                          "schema compatibility",
                          actual,
                          SchemaCompatibility.level(topic))));
      return all;
    }
  }

  private void createMissing(Admin admin, ClusterTopics cluster, TopicOptions options) {
    List<NewTopic> missing =
        Arrays.stream(Topic.values())
            .filter(topic -> !cluster.has(topic))
            .map(
                topic ->
                    new NewTopic(
                            settings.topic(topic),
                            options.partitions(topic),
                            (short) options.replication(cluster.brokers()))
                        .configs(options.config(topic, cluster.brokers())))
            .toList();
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (name, result) -> {
              try {
                AdminCalls.get(result, "create topic " + name);
                LOG.atInfo().addKeyValue("topic", name).log("created a topic");
              } catch (TopicExistsException e) {
                LOG.atDebug()
                    .addKeyValue("topic", name)
                    .log("a topic was made by somebody else meanwhile");
              }
            });
  }

  private void setWhatIsUnset(Admin admin, ClusterTopics cluster, TopicOptions options) {
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (Topic topic : Topic.values()) {
      Map<String, String> unset = cluster.has(topic) ? cluster.unset(topic, options) : Map.of();
      if (!unset.isEmpty()) {
        LOG.atInfo()
            .addKeyValue("topic", settings.topic(topic))
            .addKeyValue("settings", unset)
            .log("setting what a topic leaves open");
        changes.put(
            ClusterTopics.resource(settings, topic),
            unset.entrySet().stream()
                .map(set -> new ConfigEntry(set.getKey(), set.getValue()))
                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                .toList());
      }
    }
    AdminCalls.get(admin.incrementalAlterConfigs(changes).all(), "set what topics leave open");
  }

  private SchemaCompatibility compatibility() {
    return new SchemaCompatibility(settings, PATIENCE);
  }

  private Admin admin() {
    var config = settings.admin();
    config.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    return Admin.create(config);
  }
}
