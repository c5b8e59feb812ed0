package dev.xmcgan.cli.services;

/** The names of the services of a local stack. */
public final class ServiceNames {
  public static final String KAFKA = "kafka";
  public static final String REGISTRY = "registry";
  public static final String GATEWAY = "gateway";

  /** The module of the trainers, the name of the first, and the beginning of the others'. */
  public static final String TRAINER = "trainer-worker";

  /** The module of the generator workers, and the beginning of their names. */
  public static final String GENERATOR = "generator-worker";

  private ServiceNames() {}

  /** The name of the n-th generator worker, counted from 1. */
  public static String generator(int number) {
    return GENERATOR + "-" + number;
  }

  /** The name of the trainer of a channel beside the first. */
  public static String trainer(String channel) {
    return TRAINER + "-" + channel;
  }

  public static boolean isGenerator(String name) {
    return name.startsWith(GENERATOR + "-");
  }
}
