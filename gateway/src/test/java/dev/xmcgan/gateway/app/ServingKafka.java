package dev.xmcgan.gateway.app;

import dev.xmcgan.testsupport.Records;
import dev.xmcgan.transport.KafkaSettings;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** A broker with all topics, a release on {@code stable}, and a fake worker that serves it. */
public final class ServingKafka implements QuarkusTestResourceLifecycleManager {
  /** Of a checkpoint that is brought in. */
  static final int MAX_CHECKPOINT_BYTES = 4 << 20;

  private static final String PREFIX = "serving-";

  /** Largest image file that is taken: larger than records. */
  static final int MAX_IMAGE_BYTES = 6 * 1024 * 1024;

  private FakeWorker worker;

  @Override
  public Map<String, String> start() {
    KafkaSettings kafka = SharedKafka.provision(PREFIX);
    try (Records records = new Records(kafka)) {
      Published.checkpoint(records, FakeWorker.CHECKPOINT, 1_200);
      Published.release(records, "stable", FakeWorker.CHECKPOINT);
    }
    worker = new FakeWorker(kafka);
    return Map.ofEntries(
        Map.entry("xmcgan.kafka.bootstrap-servers", kafka.bootstrapServers()),
        Map.entry("xmcgan.registry.url", kafka.registryUrl()),
        Map.entry("xmcgan.topic-prefix", PREFIX),
        Map.entry("xmcgan.gateway.answer-timeout", "10s"),
        Map.entry("xmcgan.gateway.requests.max-queued-images", "100"),
        Map.entry("xmcgan.gateway.requests.url-lifetime", "10s"),
        Map.entry("xmcgan.gateway.events.heartbeat", "500ms"),
        Map.entry("xmcgan.gateway.checkpoints.directory", "target/transfers"),
        Map.entry("quarkus.http.body.uploads-directory", "target/uploads"),
        // the client of these tests holds a body many times in memory
        Map.entry("xmcgan.gateway.pairs.max-image-bytes", Integer.toString(MAX_IMAGE_BYTES)),
        Map.entry("xmcgan.gateway.checkpoints.max-bytes", Integer.toString(MAX_CHECKPOINT_BYTES)),
        // few threads: waiting callers must not need one each
        Map.entry("quarkus.thread-pool.max-threads", "6"),
        Map.entry("quarkus.thread-pool.core-threads", "1"));
  }

  @Override
  public void stop() {
    try {
      worker.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
