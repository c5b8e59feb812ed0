package dev.xmcgan.testsupport;

import dev.xmcgan.localkafka.BrokerProcess;
import dev.xmcgan.localkafka.BrokerSettings;
import dev.xmcgan.localkafka.Installation;
import dev.xmcgan.localkafka.processes.Ports;
import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A broker of one test's own, which can be killed and started again on what it had written. */
public final class OwnBroker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final BrokerSettings settings;
  private BrokerProcess process;

  /** Not started yet; its address holds already. */
  public OwnBroker(Path directory) {
    this(directory, Map.of());
  }

  /**
   * @param properties of the broker, over those of the local stack
   */
  public OwnBroker(Path directory, Map<String, String> properties) {
    List<Integer> ports = Ports.free(2);
    settings =
        new BrokerSettings(
            directory.resolve("broker"),
            directory.resolve("broker.log"),
            ports.get(0),
            ports.get(1),
            BrokerSettings.DEFAULT_HEAP_MEGABYTES,
            true,
            properties);
  }

  /** How to reach it, and the registry that the tests share. */
  public KafkaSettings settings(String topicPrefix) {
    return new KafkaSettings(
        "127.0.0.1:" + settings.port(), TestKafka.shared().registryUrl(), topicPrefix, Map.of());
  }

  /** Starts it and waits until it answers. */
  public OwnBroker start() throws InterruptedException {
    process =
        BrokerProcess.start(Installation.under(ProjectRoot.find()).writingNoArchives(), settings);
    process.awaitReady(PATIENCE);
    return this;
  }

  /** Ends it at once, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.process().kill();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
