package dev.xmcgan.gateway.lifecycle;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.answers.HomePartitions;
import dev.xmcgan.gateway.deliveries.WebhookDeliveries;
import dev.xmcgan.gateway.events.FleetEvents;
import dev.xmcgan.gateway.pairs.ErasureReceipts;
import dev.xmcgan.gateway.requests.RequestTopicReader;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleaseStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as all threads are that read Kafka: without one of them calls would be taken and
 * never answered, let in by keys that were revoked long ago, or webhooks never sent. Whether Kafka
 * is there does not matter; a new process would not find it either.
 */
@Liveness
@Singleton
public final class GatewayLiveness implements HealthCheck {
  private final Map<String, BooleanSupplier> readers;

  @Inject
  GatewayLiveness(
      AnswerReader answers,
      HomePartitions home,
      RequestTopicReader requests,
      FleetEvents fleet,
      ErasureReceipts erasures,
      WebhookDeliveries webhooks,
      ReleaseStore releases,
      CompactedTopic<WorkerStatus> workers,
      CompactedTopic<ApiKey> keys) {
    this(
        Map.of(
            "reads-answers", answers::isAlive,
            "reads-home-partitions", home::isAlive,
            "reads-requests", requests::isAlive,
            "reads-training-metrics", fleet::isAlive,
            "reads-erasures", erasures::isAlive,
            "reads-webhooks", webhooks::isAlive,
            "reads-releases", releases::isAlive,
            "reads-workers", workers::isAlive,
            "reads-keys", keys::isAlive));
  }

  /**
   * @param readers by the name under which they are told
   */
  GatewayLiveness(Map<String, BooleanSupplier> readers) {
    this.readers = new TreeMap<>(readers);
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("gateway");
    boolean all = true;
    for (Map.Entry<String, BooleanSupplier> reader : readers.entrySet()) {
      boolean isAlive = reader.getValue().getAsBoolean();
      response.withData(reader.getKey(), isAlive);
      all &= isAlive;
    }
    return response.status(all).build();
  }
}
