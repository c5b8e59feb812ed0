package dev.xmcgan.cli.starter;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.topics.TopicOptions;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options that say how the topics are made. */
final class TopicArguments {
  @Option(
      names = {"--replication", "--replication-factor"},
      paramLabel = "N",
      description = "Of topics that are made (default: 3 on three brokers or more, else 1).")
  private Integer replication;

  @Option(
      names = "--min-insync",
      paramLabel = "N",
      description =
          "Replicas that must have a record before it is acknowledged (default: 2 of three or"
              + " more, else the cluster's own).")
  private Integer minInsync;

  @Option(
      names = "--partitions",
      paramLabel = "TOPIC=N",
      description = "Of a topic that is made; may be repeated.")
  private Map<String, Integer> partitions = new LinkedHashMap<>();

  @Option(
      names = "--config",
      paramLabel = "TOPIC:KEY=VALUE",
      description = "Of a topic, such as caption-requests:retention.ms=86400000; may be repeated.")
  private List<String> config = List.of();

  TopicOptions options() {
    Map<Topic, Integer> counts = new EnumMap<>(Topic.class);
    partitions.forEach((name, count) -> counts.put(topic("--partitions", name), count));
    Map<Topic, Map<String, String>> configs = new EnumMap<>(Topic.class);
    for (String each : config) {
      int colon = each.indexOf(':');
      int equals = each.indexOf('=', colon + 1);
      if (colon < 1 || equals <= colon + 1) {
        throw CommandException.usage("--config " + each + " is not TOPIC:KEY=VALUE");
      }
      configs
          .computeIfAbsent(topic("--config", each.substring(0, colon)), topic -> new HashMap<>())
          .put(each.substring(colon + 1, equals), each.substring(equals + 1));
    }
    try {
      return new TopicOptions(optional(replication), optional(minInsync), counts, configs);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage());
    }
  }

  private static Topic topic(String option, String name) {
    return Arrays.stream(Topic.values())
        .filter(topic -> topic.name("").equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CommandException.usage(
                    option
                        + ": there is no topic "
                        + name
                        + ", only "
                        + Arrays.stream(Topic.values())
                            .map(topic -> topic.name(""))
                            .collect(Collectors.joining(", "))));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }
}
