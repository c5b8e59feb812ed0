package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.PortChoice;
import dev.xmcgan.cli.data.StackPorts;
import dev.xmcgan.cli.services.TrainedChannel;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.releases.ReleaseSnapshot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a stack is to look like. */
final class UpOptions {
  private static final int MOST_WORKERS = 64;
  private static final String IMAGE_SIZE = "XMCGAN_TRAINER_IMAGE_SIZE";

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Generator workers (default: ${DEFAULT-VALUE}); 0 where others draw, started elsewhere.")
  private int workers;

  @Option(names = "--no-trainer", description = "Leave the trainer out: images, no training.")
  private boolean noTrainer;

  @Option(
      names = "--channel",
      paramLabel = "NAME[=FILE]",
      description =
          "One more channel, trained from the same pairs by a trainer of its own; may be repeated."
              + " FILE holds keys xmcgan.trainer.* of that trainer alone, which go before the"
              + " environment. With stable=FILE: keys of the trainer that is there anyway.")
  private List<String> channels = List.of();

  @Option(
      names = "--no-starter",
      description =
          "Do not release the shipped weights: training starts from xmcgan.trainer.preset, and the"
              + " workers wait for its first release.")
  private boolean noStarter;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Of the gateway and the page (default: ${DEFAULT-VALUE}).")
  private int gatewayPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "29092",
      description = "Of the Kafka broker (default: ${DEFAULT-VALUE}).")
  private int kafkaPort;

  @Option(
      names = "--registry-port",
      paramLabel = "PORT",
      defaultValue = "28081",
      description = "Of the schema registry (default: ${DEFAULT-VALUE}).")
  private int registryPort;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Put before every topic, group and transaction id (default: none).")
  private String topicPrefix;

  int workers() {
    return workers;
  }

  /** The channel of the environment first, then those that were named. */
  List<TrainedChannel> trainers() {
    if (noTrainer) {
      return List.of();
    }
    String first = System.getenv().getOrDefault("XMCGAN_TRAINER_CHANNEL", ReleaseSnapshot.STABLE);
    Map<String, TrainedChannel> trainers = new LinkedHashMap<>();
    trainers.put(first, TrainedChannel.named(first));
    named().forEach(channel -> trainers.put(channel.name(), channel));
    return List.copyOf(trainers.values());
  }

  private List<TrainedChannel> named() {
    return channels.stream().map(TrainedChannel::parse).toList();
  }

  boolean starter() {
    return !noStarter;
  }

  String topicPrefix() {
    return topicPrefix;
  }

  StackPorts ports() {
    return new StackPorts(gatewayPort, kafkaPort, registryPort);
  }

  /** What to tell when some of the workers will have nothing to do. */
  Optional<String> tooManyWorkers() {
    int partitions = Topic.CAPTION_REQUESTS.partitions();
    return workers <= partitions
        ? Optional.empty()
        : Optional.of(
            workers
                + " workers share the "
                + partitions
                + " partitions of "
                + Topic.CAPTION_REQUESTS.name(topicPrefix)
                + ": "
                + (workers - partitions)
                + " of them only stand by");
  }

  /** Fails in one line when the options make no sense or a port is taken. */
  void check() {
    if (workers < 0 || workers > MOST_WORKERS) {
      throw CommandException.usage("--workers " + workers + " is not between 0 and 64");
    }
    if (noTrainer && !channels.isEmpty()) {
      throw CommandException.usage("--no-trainer leaves no trainer for --channel");
    }
    List<TrainedChannel> named = named();
    List<String> names = named.stream().map(TrainedChannel::name).toList();
    names.stream()
        .filter(name -> Collections.frequency(names, name) > 1)
        .findFirst()
        .ifPresent(
            name -> {
              throw CommandException.usage("--channel " + name + " is there more than once");
            });
    named.stream()
        .filter(channel -> channel.namesSize() && !System.getenv().containsKey(IMAGE_SIZE))
        .findFirst()
        .ifPresent(
            channel -> {
              throw CommandException.usage(
                  "--channel %s: its file names the size of a model; set %s to the largest that any channel needs, so that all keep images of that size"
                      .formatted(channel.name(), IMAGE_SIZE));
            });
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--port", gatewayPort);
    ports.put("--kafka-port", kafkaPort);
    ports.put("--registry-port", registryPort);
    PortChoice.requireFree(ports);
  }
}
