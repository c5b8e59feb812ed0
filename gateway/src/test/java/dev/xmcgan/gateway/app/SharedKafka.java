package dev.xmcgan.gateway.app;

import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.util.Map;

/**
 * The test JVM's broker and registry. Quarkus loads test classes more than once, each time with
 * fresh statics; the coordinates are kept where all of them look, so that only one pair is started.
 */
public final class SharedKafka {
  private static final String BOOTSTRAP = "gateway-test.bootstrap";
  private static final String REGISTRY = "gateway-test.registry";

  private SharedKafka() {}

  /** All topics under that prefix. */
  public static KafkaSettings provision(String prefix) {
    KafkaSettings settings = settings(prefix);
    new TopicProvisioner(settings).provision((short) 1);
    return settings;
  }

  /** How to reach them, with no topics yet. */
  public static KafkaSettings settings(String prefix) {
    if (System.getProperty(BOOTSTRAP) == null) {
      System.setProperty(REGISTRY, TestKafka.shared().registryUrl());
      System.setProperty(BOOTSTRAP, TestKafka.shared().bootstrapServers());
    }
    return new KafkaSettings(
        System.getProperty(BOOTSTRAP), System.getProperty(REGISTRY), prefix, Map.of());
  }
}
