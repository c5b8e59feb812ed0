package dev.xmcgan.testsupport;

import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicOptions;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and schema registry for tests: one pair per test JVM, started by whoever
 * needs it first and stopped with the JVM. Containers where a Docker engine answers, child
 * processes elsewhere. Tests keep apart by topic prefix.
 *
 * <pre>{@code
 * @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();
 * KafkaSettings settings = KAFKA.provision("my-test-");
 * }</pre>
 */
public final class TestKafka implements BeforeAllCallback {

  private static final Logger LOG = LoggerFactory.getLogger(TestKafka.class);
  private static final TestKafka SHARED = new TestKafka();

  /** Whoever closes a consumer or has it read elsewhere waits for a fetch at the end of the log. */
  private static final Map<String, String> QUICK_FETCHES = Map.of("fetch.max.wait.ms", "100");

  private Cluster cluster;

  private TestKafka() {}

  /** The pair that all tests of this JVM share. */
  public static TestKafka shared() {
    return SHARED;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    cluster();
  }

  /** {@code host:port} of the broker. */
  public String bootstrapServers() {
    return cluster().bootstrapServers();
  }

  /** {@code http://host:port} of the registry. */
  public String registryUrl() {
    return cluster().registryUrl();
  }

  /** Settings under that prefix; no topics yet. */
  public KafkaSettings settings(String topicPrefix) {
    return new KafkaSettings(bootstrapServers(), registryUrl(), topicPrefix, QUICK_FETCHES);
  }

  /** All topics and schemas under that prefix, and the settings to reach them. */
  public KafkaSettings provision(String topicPrefix) {
    return provision(topicPrefix, TopicOptions.replicated(1));
  }

  /** The same, as an operator may have made them. */
  public KafkaSettings provision(String topicPrefix, TopicOptions options) {
    KafkaSettings settings = settings(topicPrefix);
    new TopicProvisioner(settings).provision(options);
    return settings;
  }

  /** Reads and writes records under those settings. */
  public Records records(KafkaSettings settings) {
    return new Records(settings);
  }

  private synchronized Cluster cluster() {
    if (cluster == null) {
      long start = System.nanoTime();
      cluster = start();
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "stop-test-kafka"));
      LOG.atInfo()
          .addKeyValue("bootstrapServers", cluster.bootstrapServers())
          .addKeyValue("registryUrl", cluster.registryUrl())
          .addKeyValue("cluster", cluster.description())
          .addKeyValue("tookMs", Duration.ofNanos(System.nanoTime() - start).toMillis())
          .log("Kafka and a registry for tests are up");
    }
    return cluster;
  }

  private static Cluster start() {
    try {
      return ContainerCluster.isPossible() ? ContainerCluster.start() : ProcessCluster.start();
    } catch (IOException e) {
      throw new IllegalStateException("no Kafka for tests: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka started", e);
    }
  }
}
