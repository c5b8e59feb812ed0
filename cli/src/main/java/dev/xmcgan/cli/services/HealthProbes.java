package dev.xmcgan.cli.services;

import dev.xmcgan.cli.health.BrokerHealthProbe;
import dev.xmcgan.cli.health.HealthProbe;
import dev.xmcgan.cli.health.HttpHealthProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/** How each service of the stack is asked after. */
public final class HealthProbes {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /**
   * @param service its name in the stack
   * @param port where it listens on loopback
   */
  public HealthProbe of(String service, int port) {
    return switch (service) {
      case ServiceNames.KAFKA -> new BrokerHealthProbe(port);
      case ServiceNames.REGISTRY -> http(port, "/health/ready");
      default -> http(port, "/q/health/ready");
    };
  }

  /** Whether it lives, ready or not. */
  public HealthProbe liveness(String service, int port) {
    return switch (service) {
      case ServiceNames.KAFKA -> new BrokerHealthProbe(port);
      case ServiceNames.REGISTRY -> http(port, "/health/live");
      default -> http(port, "/q/health/live");
    };
  }

  private HealthProbe http(int port, String path) {
    return new HttpHealthProbe(http, URI.create("http://127.0.0.1:" + port + path));
  }
}
