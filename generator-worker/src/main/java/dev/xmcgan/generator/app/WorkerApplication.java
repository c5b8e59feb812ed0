package dev.xmcgan.generator.app;

import ai.djl.Device;
import dev.xmcgan.generator.drawing.LaneTrial;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.swap.CheckpointLoader;
import dev.xmcgan.generator.swap.LaneChoice;
import dev.xmcgan.generator.swap.ModelCheckpointLoader;
import dev.xmcgan.model.config.Devices;
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
import java.io.IOException;
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
    WorkerSettings settings = WorkerSettings.of(config);
    Clock clock = Clock.systemUTC();
    return new GeneratorWorker(
        settings,
        kafka,
        () -> loader(settings, kafka, clock),
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

  private static CheckpointLoader loader(WorkerSettings settings, KafkaSettings kafka, Clock clock)
      throws IOException {
    Devices.configure(settings.threads());
    Device device = Devices.choose(settings.device());
    return ModelCheckpointLoader.open(
        settings.textEncoder(),
        device,
        settings.precision(),
        new LaneChoice(
            new LaneTrial.Setting(settings.lanes(), settings.threads()),
            settings.triesLanes(),
            device,
            settings.precision()),
        kafka,
        settings.dataDir().resolve("checkpoints"),
        settings.batch().maxImages(),
        clock);
  }
}
