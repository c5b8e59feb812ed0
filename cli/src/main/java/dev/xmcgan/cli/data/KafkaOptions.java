package dev.xmcgan.cli.data;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.transport.KafkaKeys;
import dev.xmcgan.transport.KafkaSettings;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options that name a Kafka cluster and its registry; without them, the stack that runs on the data
 * directory. Environment variables {@code KAFKA_…} pass through to the clients ({@code
 * KAFKA_SECURITY_PROTOCOL} as {@code security.protocol}).
 */
public final class KafkaOptions {
  @Mixin private DataOption data;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "A Kafka cluster other than the local stack's.")
  private Optional<String> bootstrapServers;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      description = "Its schema registry, such as http://host:8080.")
  private Optional<String> registry;

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      description = "Before every topic's name, for a cluster that is named.")
  private Optional<String> topicPrefix;

  /** The data directory of the local stack. */
  public DataDirectory data() {
    return data.directory();
  }

  /** Where to connect. */
  public KafkaSettings settings() {
    if (bootstrapServers.isPresent() != registry.isPresent()) {
      throw CommandException.usage("--bootstrap-servers and --registry belong together");
    }
    try {
      if (bootstrapServers.isPresent()) {
        return new KafkaSettings(
            bootstrapServers.get(), registry.get(), topicPrefix.orElse(""), passthrough());
      }
      StackState stack = running(data.directory());
      return new KafkaSettings(
          stack.ports().bootstrapServers(),
          stack.ports().registryUrl(),
          topicPrefix.orElse(stack.topicPrefix()),
          Map.of());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }

  /**
   * The stack on a data directory.
   *
   * @throws CommandException when none runs there
   */
  public static StackState running(DataDirectory data) {
    return new StateFile(data)
        .read()
        .filter(stack -> stack.launcher().find().isPresent())
        .orElseThrow(
            () ->
                CommandException.notRunning(
                    "nothing is running on " + data.root() + "; start it with ./xmcgan up"));
  }

  private static Map<String, String> passthrough() {
    Map<String, String> environment = System.getenv();
    return KafkaKeys.clientProperties(
        environment.keySet(), name -> Optional.ofNullable(environment.get(name)));
  }
}
