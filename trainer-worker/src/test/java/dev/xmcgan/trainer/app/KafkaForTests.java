package dev.xmcgan.trainer.app;

import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Points the application at a real broker and registry, under a prefix of its own. */
public final class KafkaForTests implements QuarkusTestResourceLifecycleManager {
  static final String PREFIX = "app-";

  @Override
  public Map<String, String> start() {
    KafkaSettings kafka = provision();
    try {
      Path data = Files.createTempDirectory("xmcgan-trainer-test");
      return Map.of(
          "xmcgan.kafka.bootstrap-servers", kafka.bootstrapServers(),
          "xmcgan.registry.url", kafka.registryUrl(),
          "xmcgan.topic-prefix", PREFIX,
          "xmcgan.trainer.id", "trainer-of-test",
          "xmcgan.trainer.status-interval", "500ms",
          "xmcgan.trainer.data-dir", data.toString(),
          "xmcgan.trainer.text-encoder",
              Path.of(System.getProperty("xmcgan.home"))
                  .resolve("model/target/text-encoder/all-MiniLM-L6-v2")
                  .toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Kafka's clients look for classes in the thread's loader, which must be the one of this class.
   */
  private static KafkaSettings provision() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(KafkaForTests.class.getClassLoader());
    try {
      return TestKafka.shared().provision(PREFIX);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void stop() {}
}
