package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

/** Waits for the gateway under test. */
final class Ready {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Ready() {}

  /** Until its readiness check says so. */
  static void awaitReady() {
    await().atMost(PATIENCE).until(() -> get("/q/health/ready").statusCode() == 200);
  }
}
