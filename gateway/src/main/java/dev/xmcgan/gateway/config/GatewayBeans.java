package dev.xmcgan.gateway.config;

import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaKeys;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.releases.ReleasePublisher;
import dev.xmcgan.transport.releases.ReleaseStore;
import dev.xmcgan.transport.serde.AvroSerdes;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.Config;

/**
 * What the gateway's classes get handed in beside its keys: the Kafka connection, clock, chance.
 */
@Singleton
public final class GatewayBeans {
  /** Before anything else is started. */
  void check(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event,
      GatewayConfig config) {
    GatewayChecks.check(config);
  }

  @Produces
  @Singleton
  KafkaSettings kafka(Config config) {
    return KafkaKeys.settings(
        config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
  }

  @Produces
  @Singleton
  AvroSerdes serdes(KafkaSettings kafka, GatewayConfig config) {
    return new AvroSerdes(kafka, config.publishTimeout());
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  RandomGenerator random() {
    return new SecureRandom();
  }

  @Produces
  @Singleton
  CompactedTopic<Release> releases(KafkaSettings settings, AvroSerdes serdes) {
    return new CompactedTopic<>(settings, Topic.RELEASES, Release.class, serdes);
  }

  @Produces
  @Singleton
  CompactedTopic<Checkpoint> checkpoints(KafkaSettings settings, AvroSerdes serdes) {
    return new CompactedTopic<>(settings, Topic.CHECKPOINTS, Checkpoint.class, serdes);
  }

  @Produces
  @Singleton
  CompactedTopic<Evaluation> evaluations(KafkaSettings settings, AvroSerdes serdes) {
    return new CompactedTopic<>(settings, Topic.EVALUATIONS, Evaluation.class, serdes);
  }

  /** Over the topics above, which others listen to and the lifecycle starts and closes. */
  @Produces
  @Singleton
  ReleaseStore releaseStore(
      CompactedTopic<Checkpoint> checkpoints,
      CompactedTopic<Release> releases,
      CompactedTopic<Evaluation> evaluations) {
    return new ReleaseStore(checkpoints, releases, evaluations);
  }

  @Produces
  @Singleton
  ReleasePublisher releasePublisher(
      KafkaSettings kafka, AvroSerdes serdes, ReleaseStore store, GatewayConfig config) {
    return new ReleasePublisher(kafka, serdes, store, config.publishTimeout());
  }

  @Produces
  @Singleton
  CompactedTopic<ApiKey> keys(KafkaSettings settings, AvroSerdes serdes) {
    return new CompactedTopic<>(settings, Topic.KEYS, ApiKey.class, serdes);
  }

  @Produces
  @Singleton
  CompactedTopic<WorkerStatus> workers(KafkaSettings settings, AvroSerdes serdes) {
    return new CompactedTopic<>(settings, Topic.WORKER_STATUS, WorkerStatus.class, serdes);
  }
}
