package dev.xmcgan.testsupport;

import dev.xmcgan.localkafka.BrokerProcess;
import dev.xmcgan.localkafka.BrokerSettings;
import dev.xmcgan.localkafka.Installation;
import dev.xmcgan.localkafka.RegistryProcess;
import dev.xmcgan.localkafka.RegistrySettings;
import dev.xmcgan.localkafka.RegistryStorage;
import dev.xmcgan.localkafka.processes.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Broker and registry as child JVMs with a temporary data directory. */
final class ProcessCluster implements Cluster {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Path data;
  private final BrokerProcess broker;
  private final RegistryProcess registry;

  private ProcessCluster(Path data, BrokerProcess broker, RegistryProcess registry) {
    this.data = data;
    this.broker = broker;
    this.registry = registry;
  }

  /** Starts both at the same time and waits until both answer. */
  static ProcessCluster start() throws IOException, InterruptedException {
    Installation installation = Installation.under(ProjectRoot.find()).writingNoArchives();
    Path data = Files.createTempDirectory("xmcgan-test-kafka-");
    List<Integer> ports = Ports.free(3);
    RegistryProcess registry =
        RegistryProcess.start(
            installation,
            new RegistrySettings(
                data.resolve("registry"),
                data.resolve("registry.log"),
                ports.get(2),
                new RegistryStorage.InMemory(),
                RegistrySettings.DEFAULT_HEAP_MEGABYTES,
                true));
    BrokerProcess broker = null;
    try {
      broker =
          BrokerProcess.start(
              installation,
              new BrokerSettings(
                  data.resolve("broker"),
                  data.resolve("broker.log"),
                  ports.get(0),
                  ports.get(1),
                  BrokerSettings.DEFAULT_HEAP_MEGABYTES,
                  true));
      broker.awaitReady(PATIENCE);
      registry.awaitReady(PATIENCE);
    } catch (RuntimeException | InterruptedException e) {
      registry.close();
      if (broker != null) {
        broker.close();
      }
      throw e;
    }
    return new ProcessCluster(data, broker, registry);
  }

  @Override
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Override
  public String registryUrl() {
    return registry.url();
  }

  @Override
  public String description() {
    return "own processes (no Docker engine answers)";
  }

  /** Nothing of theirs is needed again, so they are not asked to end in order. */
  @Override
  public void close() {
    try {
      registry.process().kill();
      broker.process().kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(data);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
