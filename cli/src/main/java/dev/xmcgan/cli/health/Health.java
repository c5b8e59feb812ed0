package dev.xmcgan.cli.health;

/**
 * How a service is.
 *
 * @param state for people: {@code starting}, {@code healthy}, {@code unhealthy}, or what the
 *     service calls it, such as {@code serving}, {@code waiting-for-release}
 * @param up whether it says that it is ready
 */
public record Health(String state, boolean up) {
  public static final Health STARTING = new Health("starting", false);
  public static final Health HEALTHY = new Health("healthy", true);
  public static final Health UNHEALTHY = new Health("unhealthy", false);
}
