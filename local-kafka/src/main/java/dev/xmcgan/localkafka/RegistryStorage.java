package dev.xmcgan.localkafka;

import java.nio.file.Path;

/** Where the schema registry keeps its schemas. */
public sealed interface RegistryStorage {

  /** In memory: gone when it stops. For tests. */
  record InMemory() implements RegistryStorage {}

  /** In a topic of the broker. */
  record InKafka(String bootstrapServers) implements RegistryStorage {}

  /** In an H2 database file. */
  record InFile(Path database) implements RegistryStorage {}
}
