package dev.xmcgan.trainer.app;

import ai.djl.Device;
import dev.xmcgan.model.config.Devices;
import dev.xmcgan.model.losses.PretrainedImageEncoder;
import dev.xmcgan.model.text.EmbeddingFile;
import dev.xmcgan.model.text.TextEncoder;
import dev.xmcgan.trainer.learning.XmcGan;
import dev.xmcgan.trainer.replay.ScratchFiles;
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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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

  private static XmcGan learners(TrainerSettings settings) throws IOException {
    Devices.configure(settings.threads());
    Device device = Devices.choose(settings.device());
    var embeddings =
        new EmbeddingFile(
            ScratchFiles.open(settings.embeddingDirectory(), ".embeddings"),
            settings.embeddingBytes());
    TextEncoder text = TextEncoder.load(settings.textEncoder(), device, embeddings);
    List<PretrainedImageEncoder> images = new ArrayList<>();
    boolean loaded = false;
    try {
      for (Path file : settings.imageEncoders()) {
        images.add(PretrainedImageEncoder.load(file, device));
      }
      loaded = true;
    } finally {
      if (!loaded) {
        text.close();
      }
    }
    return new XmcGan(
        settings.preset(), settings.training(), text, images, device, settings.loop().seed());
  }
}
