package dev.xmcgan.cli.stack;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.data.PortChoice;
import dev.xmcgan.cli.data.StackPorts;
import dev.xmcgan.schemas.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a stack is to look like. */
final class UpOptions {
  private static final int MOST_WORKERS = 64;

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

  boolean trainer() {
    return !noTrainer;
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
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("--port", gatewayPort);
    ports.put("--kafka-port", kafkaPort);
    ports.put("--registry-port", registryPort);
    PortChoice.requireFree(ports);
  }
}
