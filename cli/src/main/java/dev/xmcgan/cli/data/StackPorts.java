package dev.xmcgan.cli.data;

/** The ports of a stack that others use; all on loopback. */
public record StackPorts(int gateway, int kafka, int registry) {
  private static final String HOST = "127.0.0.1";

  public String url() {
    return "http://" + HOST + ":" + gateway;
  }

  public String bootstrapServers() {
    return HOST + ":" + kafka;
  }

  /** The registry's root; its APIs lie below. */
  public String registryUrl() {
    return "http://" + HOST + ":" + registry;
  }

  /** The registry as Confluent clients want it. */
  public String confluentRegistryUrl() {
    return registryUrl() + "/apis/ccompat/v7";
  }
}
