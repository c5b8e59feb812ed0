package dev.xmcgan.gateway.lifecycle;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.requests.RequestTopicReader;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleaseStore;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive as long as the threads are that read answers, requests, releases and keys: without one of
 * them calls would be taken and never answered, or by keys that were revoked long ago. Whether
 * Kafka is there does not matter; a new process would not find it either.
 */
@Liveness
@Singleton
public final class GatewayLiveness implements HealthCheck {
  private final AnswerReader answers;
  private final RequestTopicReader requests;
  private final ReleaseStore releases;
  private final CompactedTopic<ApiKey> keys;

  GatewayLiveness(
      AnswerReader answers,
      RequestTopicReader requests,
      ReleaseStore releases,
      CompactedTopic<ApiKey> keys) {
    this.answers = answers;
    this.requests = requests;
    this.releases = releases;
    this.keys = keys;
  }

  @Override
  public HealthCheckResponse call() {
    boolean readsAnswers = answers.isAlive();
    boolean readsRequests = requests.isAlive();
    boolean readsReleases = releases.isAlive();
    boolean readsKeys = keys.isAlive();
    return HealthCheckResponse.named("gateway")
        .withData("reads-answers", readsAnswers)
        .withData("reads-requests", readsRequests)
        .withData("reads-releases", readsReleases)
        .withData("reads-keys", readsKeys)
        .status(readsAnswers && readsRequests && readsReleases && readsKeys)
        .build();
  }
}
