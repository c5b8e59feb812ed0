package dev.xmcgan.trainer.app;

import ai.djl.Device;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.trainer.learning.LearnerSource;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts the trainer with the process and stops it with it. */
@ApplicationScoped
public class TrainerApplication {
  private static final String PASSED_THROUGH = "kafka.";

  @Produces
  @Singleton
  KafkaSettings kafka(
      Config config,
      @ConfigProperty(name = "xmcgan.kafka.bootstrap-servers") String bootstrapServers,
      @ConfigProperty(name = "xmcgan.registry.url") String registryUrl,
      @ConfigProperty(name = "xmcgan.topic-prefix") Optional<String> topicPrefix) {
    return new KafkaSettings(
        bootstrapServers, registryUrl, topicPrefix.orElse(""), passedThrough(config));
  }

  @Produces
  @Singleton
  TrainerWorker worker(TrainerConfig config, KafkaSettings kafka, MeterRegistry meters) {
    TrainerSettings settings = TrainerSettings.of(config);
    return new TrainerWorker(
        settings,
        kafka,
        () -> learners(settings),
        new TrainerMeters(meters),
        () -> Quarkus.asyncExit(1),
        Clock.systemUTC());
  }

  void start(@Observes StartupEvent event, TrainerWorker worker) {
    worker.start();
  }

  void stop(@Observes ShutdownEvent event, TrainerWorker worker) {
    worker.stop();
  }

  private static LearnerSource learners(TrainerSettings settings) throws IOException {
    TrainingDevice.configure(settings.threads());
    Device device = TrainingDevice.choose(settings.device());
    return new XmcGan(
        settings.preset(),
        settings.training(),
        TextEncoder.load(settings.textEncoder(), device),
        device,
        settings.loop().seed());
  }

  /** Every key {@code kafka.x.y} (or {@code KAFKA_X_Y} in the environment) as {@code x.y}. */
  static Map<String, String> passedThrough(Config config) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String name : config.getPropertyNames()) {
      String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
      if (key.startsWith(PASSED_THROUGH)) {
        config
            .getOptionalValue(name, String.class)
            .ifPresent(value -> properties.put(key.substring(PASSED_THROUGH.length()), value));
      }
    }
    return properties;
  }
}
