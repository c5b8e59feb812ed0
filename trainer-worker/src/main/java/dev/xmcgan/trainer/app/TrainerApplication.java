package dev.xmcgan.trainer.app;

import dev.xmcgan.trainer.config.TrainerConfig;
import dev.xmcgan.trainer.config.TrainerSettings;
import dev.xmcgan.trainer.status.TrainerMeters;
import dev.xmcgan.transport.KafkaKeys;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.Config;

/** Starts the trainer with the process and stops it with it. */
@ApplicationScoped
public class TrainerApplication {
  @Produces
  @Singleton
  KafkaSettings kafka(Config config) {
    return KafkaKeys.settings(
        config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
  }

  @Produces
  @Singleton
  TrainerWorker worker(TrainerConfig config, KafkaSettings kafka, MeterRegistry meters) {
    TrainerSettings settings = TrainerSettings.of(config);
    return new TrainerWorker(
        settings,
        kafka,
        () -> LearnerNetworks.open(settings),
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
}
