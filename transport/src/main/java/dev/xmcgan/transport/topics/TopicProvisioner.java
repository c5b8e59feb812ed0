package dev.xmcgan.transport.topics;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every {@link Topic} that is missing and registers its schema under {@code <topic>-value}.
 * What is there stays as it is, whatever its partitions or settings; running it again, or twice at
 * the same time, changes nothing.
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
    createTopics(replicationFactor);
    registerSchemas();
  }

  /** The topics alone; returns when the broker has made them. */
  public void createTopics(short replicationFactor) {
    var config = settings.admin();
    config.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    try (Admin admin = Admin.create(config)) {
      Set<String> existing = get(admin.listTopics().names(), "list topics");
      List<NewTopic> missing = new ArrayList<>();
      for (Topic topic : Topic.values()) {
        if (!existing.contains(settings.topic(topic))) {
          missing.add(
              new NewTopic(
                      settings.topic(topic),
                      Optional.of(topic.partitions()),
                      Optional.of(replicationFactor))
                  .configs(topic.config()));
        }
      }
      CreateTopicsResult results = admin.createTopics(missing);
      results
          .values()
          .forEach(
              (name, result) -> {
                try {
                  get(result, "create topic " + name);
                  LOG.info("Created topic {}", name);
                } catch (TopicExistsException e) {
                  LOG.debug("Topic {} was made by somebody else meanwhile", name);
                }
              });
    }
  }

  /** The schemas alone. */
  public void registerSchemas() {
    new AvroSerdes(settings, PATIENCE)
        .warmUp(
            Arrays.stream(Topic.values())
                .filter(topic -> topic.valueSchema().isPresent())
                .toArray(Topic[]::new));
  }

  private static <T> T get(KafkaFuture<T> future, String what) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw new KafkaException(
          "cannot %s: %s".formatted(what, e.getCause().getMessage()), e.getCause());
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
