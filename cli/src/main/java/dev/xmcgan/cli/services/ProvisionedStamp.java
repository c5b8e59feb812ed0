package dev.xmcgan.cli.services;

import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.topics.TopicProvisioner;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Remembers that the broker on this data directory has its topics, its schemas and a release, so
 * that the next {@code up} need not ask. It holds for one cluster, one topic prefix and one build
 * of the schemas.
 */
public final class ProvisionedStamp {
  private final DataDirectory data;
  private final String topicPrefix;

  ProvisionedStamp(DataDirectory data, String topicPrefix) {
    this.data = data;
    this.topicPrefix = topicPrefix;
  }

  /** Whether everything is known to be there. */
  public boolean holds() {
    try {
      return Files.exists(file()) && Files.readString(file()).equals(content());
    } catch (IOException e) {
      return false;
    }
  }

  /** Everything is there. */
  public void write() throws IOException {
    Files.writeString(file(), content());
  }

  private Path file() {
    return data.root().resolve("provisioned");
  }

  private String content() throws IOException {
    Properties broker = new Properties();
    try (var reader = Files.newBufferedReader(data.kafka().resolve("meta.properties"))) {
      broker.load(reader);
    }
    return String.format(
        "cluster %s%nprefix '%s'%n%s",
        broker.getProperty("cluster.id"),
        topicPrefix,
        Fingerprint.of(List.of(jarOf(Topic.class), jarOf(TopicProvisioner.class))));
  }

  private static Path jarOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
