package dev.xmcgan.gateway.protection;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;

/** A bound on the images that clients have asked for and do not read. */
@Singleton
public final class AnswerMemory {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final MemoryBudget budget;

  AnswerMemory(GatewayConfig config, GatewayMetrics metrics) {
    this.budget = new MemoryBudget(config.http().maxAnswerMemory());
    metrics.gauge(
        GatewayMetrics.UNREAD_ANSWER_BYTES, "Bytes of answers that wait to be read", budget::held);
  }

  /**
   * Holds an answer until its client has read it.
   *
   * @throws ApiException 503 when there is no room; the images stay on Kafka
   */
  public void hold(RoutingContext call, String requestId, long bytes) {
    MemoryBudget.Share share = budget.take(bytes);
    if (share == null) {
      throw new ApiException(
          ApiError.unavailable(
              "too_many_unread_answers",
              "Too many answers wait to be read; the images are on Kafka under request "
                  + requestId
                  + ".",
              RETRY_AFTER),
          requestId);
    }
    Exchange.of(call).afterwards(share::release);
  }
}
