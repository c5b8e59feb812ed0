package dev.xmcgan.cli.services;

import java.util.List;
import java.util.Set;

/**
 * Variables {@code KAFKA_…} of the caller's shell. To our services they are settings of their
 * clients ({@code KAFKA_SECURITY_PROTOCOL}), to Kafka's own scripts they are something else ({@code
 * KAFKA_OPTS}); in either case they are about another cluster, so that a local stack gets none.
 */
public final class ShellKafkaVariables {
  private static final String PREFIX = "KAFKA_";

  private ShellKafkaVariables() {}

  /** Those that are set, in order. */
  public static List<String> names() {
    return in(System.getenv().keySet());
  }

  static List<String> in(Set<String> variables) {
    return variables.stream().filter(name -> name.startsWith(PREFIX)).sorted().toList();
  }
}
