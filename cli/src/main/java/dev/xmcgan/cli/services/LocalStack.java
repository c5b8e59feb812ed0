package dev.xmcgan.cli.services;

import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.data.PortChoice;
import dev.xmcgan.cli.data.StackPorts;
import dev.xmcgan.cli.starter.StarterRelease;
import dev.xmcgan.cli.supervision.RunningService;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.localkafka.BrokerProcess;
import dev.xmcgan.localkafka.BrokerSettings;
import dev.xmcgan.localkafka.Installation;
import dev.xmcgan.localkafka.RegistryProcess;
import dev.xmcgan.localkafka.RegistrySettings;
import dev.xmcgan.localkafka.RegistryStorage;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The services of a stack on this machine and what is done to Kafka before they can work.
 *
 * @param applications gateway, generator workers, trainer
 * @param withStarter whether the shipped weights are released when nothing is
 */
public record LocalStack(
    Service kafka,
    Service registry,
    List<Service> applications,
    TopicProvisioner topics,
    StarterRelease starter,
    boolean withStarter,
    ProvisionedStamp stamp) {

  /** Lays out a stack; starts nothing. */
  public static LocalStack of(Home home, DataDirectory data, StackShape shape) {
    StackPorts ports = shape.ports();
    HealthProbes probes = new HealthProbes();
    Installation installation = home.localKafka().orArchivesIn(data.classArchives());
    Set<Integer> taken = new HashSet<>(Set.of(ports.gateway(), ports.kafka(), ports.registry()));
    BrokerSettings broker =
        new BrokerSettings(
            data.root(),
            data.log(ServiceNames.KAFKA),
            ports.kafka(),
            PortChoice.preferably(ports.kafka() + 1, taken),
            BrokerSettings.DEFAULT_HEAP_MEGABYTES,
            true);
    taken.add(broker.controllerPort());
    RegistrySettings registry =
        new RegistrySettings(
            data.registry(),
            data.log(ServiceNames.REGISTRY),
            ports.registry(),
            new RegistryStorage.InKafka(ports.bootstrapServers()),
            RegistrySettings.DEFAULT_HEAP_MEGABYTES,
            true);
    KafkaSettings settings =
        new KafkaSettings(
            ports.bootstrapServers(), ports.registryUrl(), shape.topicPrefix(), Map.of());
    return new LocalStack(
        new BackingService(
            ServiceNames.KAFKA,
            broker.port(),
            broker.logFile(),
            StartOrder.KAFKA,
            probes.of(ServiceNames.KAFKA, broker.port()),
            probes.liveness(ServiceNames.KAFKA, broker.port()),
            () -> {
              BrokerProcess started = BrokerProcess.start(installation, broker);
              return new RunningService(started.process(), started::close);
            }),
        new BackingService(
            ServiceNames.REGISTRY,
            registry.port(),
            registry.logFile(),
            StartOrder.REGISTRY,
            probes.of(ServiceNames.REGISTRY, registry.port()),
            probes.liveness(ServiceNames.REGISTRY, registry.port()),
            () -> {
              RegistryProcess started = RegistryProcess.start(installation, registry);
              return new RunningService(started.process(), started::close);
            }),
        new Applications(home, data, shape, probes, taken).all(),
        new TopicProvisioner(settings),
        new StarterRelease(settings, home),
        shape.starter(),
        new ProvisionedStamp(data, shape.topicPrefix()));
  }

  /** All services, in the order in which they are started. */
  public List<Service> all() {
    List<Service> all = new ArrayList<>(List.of(kafka, registry));
    all.addAll(applications);
    return all;
  }
}
