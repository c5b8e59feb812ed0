package dev.xmcgan.gateway.lifecycle;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.models.ModelCatalog;
import dev.xmcgan.transport.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once Kafka has answered, no answer can be missed, releases are known and schemas resolved;
 * and from then on, also while Kafka is away: callers are told so, and when to come back, which an
 * instance that is taken out of service could not tell them.
 */
@Readiness
@Singleton
public final class GatewayReadiness implements HealthCheck {
  private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(3);

  private final AnswerReader answers;
  private final ModelCatalog models;
  private final WarmUp warmUp;
  private final Admin admin;
  private volatile boolean hasServed;

  GatewayReadiness(KafkaSettings kafka, AnswerReader answers, ModelCatalog models, WarmUp warmUp) {
    this.answers = answers;
    this.models = models;
    this.warmUp = warmUp;
    Map<String, Object> properties = new HashMap<>(kafka.admin());
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "gateway-health");
    int timeout = Math.toIntExact(KAFKA_TIMEOUT.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    this.admin = Admin.create(properties);
  }

  @Override
  public HealthCheckResponse call() {
    boolean kafka = isKafkaReachable();
    boolean positioned = answers.isPositioned();
    boolean releases = models.isCaughtUp();
    boolean warm = warmUp.isDone();
    if (kafka && positioned && releases && warm) {
      hasServed = true;
    }
    return HealthCheckResponse.named("gateway")
        .withData("state", !hasServed ? "STARTING" : kafka ? "SERVING" : "WAITING_FOR_KAFKA")
        .withData("kafka-reachable", kafka)
        .withData("answers-positioned", positioned)
        .withData("releases-read", releases)
        .withData("schemas-resolved", warm)
        .status(hasServed)
        .build();
  }

  private boolean isKafkaReachable() {
    try {
      return !admin
          .describeCluster()
          .nodes()
          .get(KAFKA_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (ExecutionException | TimeoutException unreachable) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @PreDestroy
  void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
