package dev.xmcgan.cli.data;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.transport.KafkaKeys;
import dev.xmcgan.transport.KafkaSettings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Options that name a Kafka cluster and its registry; without them, the stack that runs on the data
 * directory. Of a cluster that is named, environment variables {@code KAFKA_…} pass through to the
 * clients ({@code KAFKA_SECURITY_PROTOCOL} as {@code security.protocol}), and {@code
 * XMCGAN_REGISTRY_USERNAME}, {@code …_PASSWORD}, {@code …_TOKEN} and {@code …_CA_FILE} are what its
 * registry asks for.
 */
public final class KafkaOptions {
  private static final String REGISTRY = "XMCGAN_REGISTRY_";

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
        return named(
            bootstrapServers.get(), registry.get(), topicPrefix.orElse(""), System.getenv());
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

  static KafkaSettings named(
      String bootstrapServers,
      String registry,
      String topicPrefix,
      Map<String, String> environment) {
    Map<String, String> values = new HashMap<>(environment);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(REGISTRY) && !value.isBlank()) {
            String key = name.substring(REGISTRY.length()).toLowerCase(Locale.ROOT);
            values.put("xmcgan.registry." + key.replace('_', '-'), value);
          }
        });
    values.put("xmcgan.kafka.bootstrap-servers", bootstrapServers);
    values.put("xmcgan.registry.url", registry);
    values.put("xmcgan.topic-prefix", topicPrefix);
    return KafkaKeys.settings(environment.keySet(), name -> Optional.ofNullable(values.get(name)));
  }
}
