package dev.xmcgan.generator.app;

import dev.xmcgan.generator.testing.TinyModel;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Points the application to the tests' Kafka, topics of its own, and the build's text encoder. */
public final class WorkerOnKafka implements QuarkusTestResourceLifecycleManager {
  static final String PREFIX = "app-";

  @Override
  public Map<String, String> start() {
    KafkaSettings kafka = TestKafka.shared().provision(PREFIX);
    try {
      Path data = Files.createTempDirectory(Path.of("target"), "worker-data-");
      return Map.of(
          "xmcgan.kafka.bootstrap-servers",
          kafka.bootstrapServers(),
          "xmcgan.registry.url",
          kafka.registryUrl(),
          "xmcgan.topic-prefix",
          PREFIX,
          "xmcgan.worker.id",
          "app-worker",
          "xmcgan.worker.device",
          "cpu",
          "quarkus.otel.sdk.disabled",
          "false",
          "quarkus.otel.exporter.otlp.endpoint",
          "http://127.0.0.1:1",
          "xmcgan.worker.text-encoder",
          TinyModel.TEXT_ENCODER.toString(),
          "xmcgan.worker.data-dir",
          data.toAbsolutePath().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {}
}
