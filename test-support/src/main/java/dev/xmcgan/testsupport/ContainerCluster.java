package dev.xmcgan.testsupport;

import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** Broker and registry as containers. */
final class ContainerCluster implements Cluster {

  private static final int REGISTRY_PORT = 8080;

  private final KafkaContainer kafka;
  private final GenericContainer<?> registry;

  private ContainerCluster(KafkaContainer kafka, GenericContainer<?> registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /** Whether a Docker engine answers. */
  static boolean isPossible() {
    return DockerSockets.mayExist() && DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // closed with the cluster
  static ContainerCluster start() {
    KafkaContainer kafka =
        new KafkaContainer("apache/kafka-native:4.2.1")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_MESSAGE_MAX_BYTES", "5242880")
            .withEnv("KAFKA_REPLICA_FETCH_MAX_BYTES", "5242880")
            .withEnv("KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS", "6000")
            .withEnv("KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS", "10000")
            .withEnv("KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS", "1000")
            .withEnv("KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS", "2000")
            .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000");
    GenericContainer<?> registry =
        new GenericContainer<>("apicurio/apicurio-registry:3.0.9")
            .withExposedPorts(REGISTRY_PORT)
            .waitingFor(Wait.forHttp("/health/ready").withStartupTimeout(Duration.ofSeconds(120)));
    Startables.deepStart(kafka, registry).join();
    return new ContainerCluster(kafka, registry);
  }

  @Override
  public String bootstrapServers() {
    return kafka.getBootstrapServers();
  }

  @Override
  public String registryUrl() {
    return "http://%s:%d".formatted(registry.getHost(), registry.getMappedPort(REGISTRY_PORT));
  }

  @Override
  public String description() {
    return "containers";
  }

  @Override
  public void close() {
    registry.stop();
    kafka.stop();
  }
}
