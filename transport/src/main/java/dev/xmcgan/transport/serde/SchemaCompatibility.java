package dev.xmcgan.transport.serde;

import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which new schemas the registry takes for a topic's values. Without a rule it takes any, and a
 * stranger's becomes the latest.
 */
public final class SchemaCompatibility {
  private static final String NOT_SET = "not set";

  private final KafkaSettings settings;
  private final RegistryConnection registry;

  /**
   * @param patience how long one call waits for a registry that does not answer
   */
  public SchemaCompatibility(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.registry = new RegistryConnection(settings, patience);
  }

  /** The rule of a topic. */
  public static String level(Topic topic) {
    return topic.isWrittenByOthers() ? "FULL" : "BACKWARD";
  }

  /**
   * Sets the rule of each topic whose schema is registered.
   *
   * @throws RegistryUnavailableException when the registry stays away
   */
  public void set() {
    withSchemas().forEach(topic -> registry.setCompatibility(subject(topic), level(topic)));
  }

  /**
   * What the registry has where that is another rule, or none.
   *
   * @throws RegistryUnavailableException when the registry stays away
   */
  public Map<Topic, String> others() {
    Map<Topic, String> others = new EnumMap<>(Topic.class);
    for (Topic topic : withSchemas()) {
      String actual = registry.compatibility(subject(topic)).orElse(NOT_SET);
      if (!actual.equals(level(topic))) {
        others.put(topic, actual);
      }
    }
    return others;
  }

  private String subject(Topic topic) {
    return settings.topic(topic) + "-value";
  }

  private static List<Topic> withSchemas() {
    return Arrays.stream(Topic.values()).filter(topic -> topic.valueSchema().isPresent()).toList();
  }
}
