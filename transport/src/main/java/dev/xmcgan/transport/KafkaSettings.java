package dev.xmcgan.transport;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.serde.RegistryAccess;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach Kafka and the schema registry, and the client configurations made from it.
 *
 * <p>Each configuration is: our defaults, then {@code clientProperties} over them (SASL, TLS,
 * timeouts, anything), then what the promises rest on, which nobody can turn off ({@code acks=all},
 * idempotence, {@code read_committed}, no automatic commits). No client made from them fails
 * because the broker is not up yet; it waits.
 *
 * <p>The topic prefix also goes before consumer groups, transactional ids and application ids: two
 * deployments on one cluster share nothing.
 *
 * @param bootstrapServers {@code host:port[,host:port…]}
 * @param registryUrl of the registry's Confluent-compatible API; of a bare {@code
 *     http://host:port}, the path is found out
 * @param registryAccess what the registry asks for
 * @param topicPrefix before all names; may be empty
 * @param clientProperties Kafka client properties by their own names; a leading {@code kafka.} is
 *     cut off
 */
public record KafkaSettings(
    String bootstrapServers,
    String registryUrl,
    RegistryAccess registryAccess,
    String topicPrefix,
    Map<String, String> clientProperties) {

  /** A transaction that is not finished after this is aborted by the broker. */
  public static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

  static final String PASSTHROUGH_PREFIX = "kafka.";
  private static final int TRANSACTION_BACKOFF_MILLIS = 5;

  private static final Set<String> ONLY_FOR_CONSUMERS =
      Set.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);

  public KafkaSettings {
    if (bootstrapServers == null || bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "xmcgan.kafka.bootstrap-servers is empty; expected host:port[,host:port]");
    }
    registryUrl = checkedRegistryUrl(registryUrl);
    if (!topicPrefix.matches("[a-zA-Z0-9._-]{0,100}")) {
      throw new IllegalArgumentException(
          "xmcgan.topic-prefix '%s' may only hold letters, digits, '.', '_' and '-', at most 100"
              .formatted(topicPrefix));
    }
    Map<String, String> properties = new TreeMap<>();
    clientProperties.forEach(
        (key, value) ->
            properties.put(
                key.startsWith(PASSTHROUGH_PREFIX)
                    ? key.substring(PASSTHROUGH_PREFIX.length())
                    : key,
                value));
    clientProperties = Map.copyOf(properties);
  }

  /** With a registry that asks for nothing. */
  public KafkaSettings(
      String bootstrapServers,
      String registryUrl,
      String topicPrefix,
      Map<String, String> clientProperties) {
    this(bootstrapServers, registryUrl, RegistryAccess.OPEN, topicPrefix, clientProperties);
  }

  /** The topic's name in this deployment. */
  public String topic(Topic topic) {
    return topic.name(topicPrefix);
  }

  /** A group, transactional or application id in this deployment. */
  public String id(String id) {
    return topicPrefix + id;
  }

  /**
   * A producer outside transactions: idempotent, acknowledged by all in-sync replicas. Serializers
   * are the caller's.
   */
  public Map<String, Object> producer(String clientId) {
    Map<String, Object> config = producerDefaults();
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putAll(passthrough());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    putProducerGuarantees(config);
    return config;
  }

  /**
   * A transactional producer. The timeout bounds how long read-committed readers of a topic wait
   * for a writer that died within a transaction.
   */
  public Map<String, Object> transactionalProducer(
      String transactionalId, Duration transactionTimeout) {
    Map<String, Object> config = producerDefaults();
    int timeout = Math.toIntExact(transactionTimeout.toMillis());
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeout);
    // a send that will not make it within the transaction fails a little before its end
    int delivery = Math.min(120_000, timeout * 4 / 5);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(30_000, delivery / 2));
    // a send waits at most this long for room in the buffer or for the broker
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
    // right behind a transaction the next is refused until the broker has written the end of that
    // one, some milliseconds; later tries wait longer, as ever
    config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, TRANSACTION_BACKOFF_MILLIS);
    // what a transaction holds for a partition goes out as one batch: 16 KB are hardly an image
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 512 << 10);
    config.putAll(passthrough());
    config.put(ProducerConfig.CLIENT_ID_CONFIG, id(transactionalId));
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id(transactionalId));
    putProducerGuarantees(config);
    return config;
  }

  /**
   * A member of a group under the group protocol of KIP-848: reads committed records from the
   * earliest one the group has not committed; commits nothing by itself.
   */
  public Map<String, Object> consumer(String groupId) {
    Map<String, Object> config = consumerDefaults();
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    config.putAll(passthrough());
    config.put(ConsumerConfig.GROUP_ID_CONFIG, id(groupId));
    putConsumerGuarantees(config);
    return config;
  }

  /** A consumer outside any group, for {@code assign()}: reads committed records. */
  public Map<String, Object> reader(String clientId) {
    Map<String, Object> config = consumerDefaults();
    config.putAll(passthrough());
    ONLY_FOR_CONSUMERS.forEach(config::remove);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    putConsumerGuarantees(config);
    return config;
  }

  /**
   * A Kafka Streams application, exactly once.
   *
   * @param stateDirectory where its stores live; two instances on one host need two directories
   */
  public Map<String, Object> streams(String applicationId, Path stateDirectory) {
    Map<String, Object> config = common();
    config.put("producer." + ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
    // a killed instance's partitions move on after ten seconds instead of 45
    config.put("consumer." + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
    config.put("consumer." + ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
    config.put("consumer." + ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.putAll(passthrough());
    ONLY_FOR_CONSUMERS.forEach(config::remove);
    config.put("application.id", id(applicationId));
    config.put("state.dir", stateDirectory.toString());
    config.put("processing.guarantee", "exactly_once_v2");
    return config;
  }

  /** An admin client. */
  public Map<String, Object> admin() {
    Map<String, Object> config = common();
    config.putAll(passthrough());
    ONLY_FOR_CONSUMERS.forEach(config::remove);
    return config;
  }

  private Map<String, Object> common() {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    return config;
  }

  private Map<String, Object> producerDefaults() {
    Map<String, Object> config = common();
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
    return config;
  }

  private Map<String, Object> consumerDefaults() {
    Map<String, Object> config = common();
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // bounds what one fetch holds in memory; a single larger record still passes
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 << 20);
    return config;
  }

  private void putProducerGuarantees(Map<String, Object> config) {
    putServers(config);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    ONLY_FOR_CONSUMERS.forEach(config::remove);
  }

  private void putConsumerGuarantees(Map<String, Object> config) {
    putServers(config);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
  }

  private void putServers(Map<String, Object> config) {
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
  }

  private Map<String, String> passthrough() {
    Map<String, String> properties = new HashMap<>(clientProperties);
    properties.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    return properties;
  }

  private static String checkedRegistryUrl(String url) {
    String stripped = url == null ? "" : url.replaceAll("/+$", "");
    URI uri;
    try {
      uri = URI.create(stripped);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("xmcgan.registry.url '%s' is no URL".formatted(url), e);
    }
    if (uri.getHost() == null || !Set.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException(
          "xmcgan.registry.url '%s': expected http://host:port".formatted(url));
    }
    return stripped;
  }
}
