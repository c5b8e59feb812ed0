package dev.xmcgan.testsupport;

/** A broker and a registry that are up. */
interface Cluster extends AutoCloseable {

  String bootstrapServers();

  String registryUrl();

  /** What runs, for one line in the log. */
  String description();

  @Override
  void close();
}
