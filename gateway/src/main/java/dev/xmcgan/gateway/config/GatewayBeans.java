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
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.Config;

/** What the gateway's classes get handed in: settings, the Kafka connection, clock and chance. */
@Singleton
public final class GatewayBeans {
  @Produces
  @Singleton
  GatewaySettings settings(GatewayConfig config) {
    return GatewaySettings.of(config);
  }

  @Produces
  @Singleton
  TransferSettings transfers(GatewayConfig config) {
    return TransferSettings.of(config.checkpoints());
  }

  @Produces
  @Singleton
  RequestSettings requests(GatewayConfig config) {
    return RequestSettings.of(config);
  }

  @Produces
  @Singleton
  WebhookSettings webhooks(GatewayConfig config) {
    return WebhookSettings.of(config);
  }

  @Produces
  @Singleton
  KeyLimits keyLimits(GatewayConfig config) {
    return KeyLimits.of(config.keys());
  }

  @Produces
  @Singleton
  PairSettings pairs(GatewayConfig config) {
    return PairSettings.of(config.pairs());
  }

  @Produces
  @Singleton
  HttpSettings http(GatewayConfig config) {
    return HttpSettings.of(config);
  }

  @Produces
  @Singleton
  KafkaSettings kafka(Config config) {
    return KafkaKeys.settings(
        config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
  }

  @Produces
  @Singleton
  AvroSerdes serdes(KafkaSettings kafka, GatewaySettings settings) {
    return new AvroSerdes(kafka, settings.publishTimeout());
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
      KafkaSettings kafka, AvroSerdes serdes, ReleaseStore store, GatewaySettings settings) {
    return new ReleasePublisher(kafka, serdes, store, settings.publishTimeout());
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
