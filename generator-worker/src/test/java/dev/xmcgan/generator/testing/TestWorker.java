package dev.xmcgan.generator.testing;

import dev.xmcgan.generator.answers.RequestTracer;
import dev.xmcgan.generator.app.GeneratorWorker;
import dev.xmcgan.generator.app.GeneratorWorker.LoaderOpener;
import dev.xmcgan.generator.status.Phase;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.status.WorkerStatusBoard;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.transport.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** A whole worker within the test's process, on a real Kafka. */
public final class TestWorker implements AutoCloseable {
  /** Images in a micro-batch of these workers. */
  public static final int MAX_BATCH = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final GeneratorWorker worker;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicBoolean failed = new AtomicBoolean();

  private TestWorker(
      String id,
      KafkaSettings kafka,
      LoaderOpener loaders,
      Path directory,
      int maxBatch,
      Map<String, String> more,
      Optional<RequestTracer> tracer) {
    Map<String, String> keys = new HashMap<>(more);
    keys.put("id", id);
    keys.put("text-encoder", WorkerConfigs.encoderIn(directory).toString());
    keys.put("data-dir", directory.toString());
    keys.put("max-batch", String.valueOf(maxBatch));
    keys.put("linger", "5ms");
    keys.put("device", "cpu");
    keys.put("status-interval", "500ms");
    worker =
        new GeneratorWorker(
            WorkerConfigs.of(keys),
            kafka,
            loaders,
            new WorkerMetrics(meters, Clock.systemUTC()),
            tracer,
            () -> failed.set(true),
            Clock.systemUTC());
  }

  /** Starts a worker that draws with fakes. */
  public static TestWorker start(
      String id, KafkaSettings kafka, FakeLoader loader, Path directory) {
    return start(id, kafka, () -> loader, directory);
  }

  /** Starts a worker. */
  public static TestWorker start(
      String id, KafkaSettings kafka, LoaderOpener loaders, Path directory) {
    return start(id, kafka, loaders, directory, MAX_BATCH);
  }

  /** Starts a worker that draws with fakes, so many images in a micro-batch. */
  public static TestWorker start(
      String id, KafkaSettings kafka, FakeLoader loader, Path directory, int maxBatch) {
    return start(id, kafka, () -> loader, directory, maxBatch);
  }

  /** Starts a worker that draws with fakes and tells a tracer of it. */
  public static TestWorker start(
      String id, KafkaSettings kafka, FakeLoader loader, Path directory, RequestTracer tracer) {
    return start(id, kafka, () -> loader, directory, MAX_BATCH, Map.of(), Optional.of(tracer));
  }

  /** Starts a worker of the share group that draws with fakes. */
  public static TestWorker startSharing(
      String id, KafkaSettings kafka, FakeLoader loader, Path directory) {
    return start(id, kafka, loader, directory, Map.of("share-group", "true"));
  }

  /** Starts a worker that draws with fakes, with more keys. */
  public static TestWorker start(
      String id, KafkaSettings kafka, FakeLoader loader, Path directory, Map<String, String> more) {
    return start(id, kafka, () -> loader, directory, MAX_BATCH, more, Optional.empty());
  }

  private static TestWorker start(
      String id, KafkaSettings kafka, LoaderOpener loaders, Path directory, int maxBatch) {
    return start(id, kafka, loaders, directory, maxBatch, Map.of(), Optional.empty());
  }

  private static TestWorker start(
      String id,
      KafkaSettings kafka,
      LoaderOpener loaders,
      Path directory,
      int maxBatch,
      Map<String, String> more,
      Optional<RequestTracer> tracer) {
    TestWorker started = new TestWorker(id, kafka, loaders, directory, maxBatch, more, tracer);
    started.worker.start();
    return started;
  }

  public WorkerStatusBoard status() {
    return worker.status();
  }

  /** Why requests wait, if they do. */
  public String trouble() {
    return worker.trouble();
  }

  /** Whether there was progress within the given time. */
  public boolean progressing(Duration within) {
    return worker.progressing(within);
  }

  public SimpleMeterRegistry meters() {
    return meters;
  }

  /** Whether it called for its process to end with a failure. */
  public boolean hasFailed() {
    return failed.get();
  }

  public TestWorker await(WorkerState state) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                org.assertj.core.api.Assertions.assertThat(worker.status().state())
                    .as(worker.status().detail())
                    .isEqualTo(state));
    return this;
  }

  public TestWorker awaitServing(String checkpointId) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> worker.status().serving().filter(checkpointId::equals).isPresent());
    return await(WorkerState.SERVING);
  }

  @Override
  public void close() {
    worker.stop();
    Phase phase = worker.status().phase();
    if (!(phase instanceof Phase.Stopped) && !(phase instanceof Phase.Failed)) {
      throw new AssertionError("the worker did not stop: " + phase);
    }
  }
}
