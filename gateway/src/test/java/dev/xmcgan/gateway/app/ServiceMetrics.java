package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;

/** What the gateway under test tells of itself. */
final class ServiceMetrics {
  private ServiceMetrics() {}

  /** A metric's value by its name and labels; 0 where it is not there. */
  static double value(String name) {
    return get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
