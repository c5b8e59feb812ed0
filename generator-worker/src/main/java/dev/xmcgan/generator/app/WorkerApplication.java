package dev.xmcgan.generator.app;

import dev.xmcgan.generator.config.WorkerChecks;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.ModelCheckpointLoader;
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

/** Starts the worker with the process and stops it with it. */
@ApplicationScoped
public class WorkerApplication {
  @Produces
  @Singleton
  KafkaSettings kafka(Config config) {
    return KafkaKeys.settings(
        config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
  }

  @Produces
  @Singleton
  GeneratorWorker worker(WorkerConfig config, KafkaSettings kafka, MeterRegistry meters) {
    Clock clock = Clock.systemUTC();
    return new GeneratorWorker(
        WorkerChecks.checked(config),
        kafka,
        () -> ModelCheckpointLoader.open(config, kafka, clock),
        new WorkerMetrics(meters, clock),
        () -> Quarkus.asyncExit(1),
        clock);
  }

  void start(@Observes StartupEvent event, GeneratorWorker worker) {
    worker.start();
  }

  void stop(@Observes ShutdownEvent event, GeneratorWorker worker) {
    worker.stop();
  }
}
