package dev.xmcgan.transport;

import dev.xmcgan.transport.serde.RegistryAccess;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads {@link KafkaSettings} from named settings, wherever these come from: the keys that all
 * services have in common.
 */
public final class KafkaKeys {
  private KafkaKeys() {}

  /**
   * {@code xmcgan.kafka.bootstrap-servers}, {@code xmcgan.registry.url} with {@code username},
   * {@code password}, {@code token} and {@code ca-file}, {@code xmcgan.topic-prefix} and the Kafka
   * client properties.
   *
   * @param names of all settings
   * @param value of the setting of that name; empty when it has none
   * @throws IllegalArgumentException when one is missing or makes no sense, with its key
   */
  public static KafkaSettings settings(
      Iterable<String> names, Function<String, Optional<String>> value) {
    return new KafkaSettings(
        value.apply("xmcgan.kafka.bootstrap-servers").orElse(""),
        value.apply("xmcgan.registry.url").orElse(""),
        RegistryAccess.of(
            value.apply("xmcgan.registry.username"),
            value.apply("xmcgan.registry.password"),
            value.apply("xmcgan.registry.token"),
            value.apply("xmcgan.registry.ca-file")),
        value.apply("xmcgan.topic-prefix").orElse(""),
        clientProperties(names, value));
  }

  /**
   * The Kafka client properties among all settings: {@code kafka.security.protocol} or, as an
   * environment variable, {@code KAFKA_SECURITY_PROTOCOL}.
   *
   * @param names of all settings
   * @param value of the setting of that name; empty when it has none
   */
  public static Map<String, String> clientProperties(
      Iterable<String> names, Function<String, Optional<String>> value) {
    Map<String, String> properties = new TreeMap<>();
    for (String name : names) {
      String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
      if (key.startsWith(KafkaSettings.PASSTHROUGH_PREFIX)) {
        value
            .apply(name)
            .ifPresent(
                text ->
                    properties.put(key.substring(KafkaSettings.PASSTHROUGH_PREFIX.length()), text));
      }
    }
    return properties;
  }
}
