package dev.xmcgan.cli.services;

/** The names of the services of a local stack. */
public final class ServiceNames {
  public static final String KAFKA = "kafka";
  public static final String REGISTRY = "registry";
  public static final String GATEWAY = "gateway";
  public static final String TRAINER = "trainer-worker";

  /** The module of the generator workers, and the beginning of their names. */
  public static final String GENERATOR = "generator-worker";

  private ServiceNames() {}

  /** The name of the n-th generator worker, counted from 1. */
  public static String generator(int number) {
    return GENERATOR + "-" + number;
  }

  public static boolean isGenerator(String name) {
    return name.startsWith(GENERATOR + "-");
  }
}
