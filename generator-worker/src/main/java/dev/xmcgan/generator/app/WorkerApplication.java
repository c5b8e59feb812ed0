package dev.xmcgan.generator.app;

import dev.xmcgan.generator.answers.RequestTracer;
import dev.xmcgan.generator.config.WorkerChecks;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.ModelCheckpointLoader;
import dev.xmcgan.transport.KafkaKeys;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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
  GeneratorWorker worker(
      WorkerConfig config,
      KafkaSettings kafka,
      MeterRegistry meters,
      Instance<Tracer> tracer,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean untraced) {
    Clock clock = Clock.systemUTC();
    return new GeneratorWorker(
        WorkerChecks.checked(config),
        kafka,
        () -> ModelCheckpointLoader.open(config, kafka, clock),
        new WorkerMetrics(meters, clock),
        untraced ? Optional.empty() : Optional.of(new RequestTracer(tracer.get())),
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
