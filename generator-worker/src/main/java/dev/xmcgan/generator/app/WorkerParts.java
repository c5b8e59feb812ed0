package dev.xmcgan.generator.app;

import dev.xmcgan.generator.answers.RequestTracer;
import dev.xmcgan.generator.app.GeneratorWorker.LoaderOpener;
import dev.xmcgan.generator.config.WorkerConfig;
import dev.xmcgan.generator.serving.RequestLoop;
import dev.xmcgan.generator.serving.ServingParts;
import dev.xmcgan.generator.status.FreshnessMeter;
import dev.xmcgan.generator.status.WorkerMetrics;
import dev.xmcgan.generator.status.WorkerStatusBoard;
import dev.xmcgan.generator.swap.CheckpointLoader;
import dev.xmcgan.generator.swap.CheckpointSwapper;
import dev.xmcgan.generator.swap.KafkaReleaseBoard;
import dev.xmcgan.generator.swap.LoadedGenerators;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a worker together in the order in which its parts need each other, runs its loop, and takes
 * it apart in reverse. Waits, until it is interrupted, for a broker, a registry or a right that it
 * lacks.
 *
 * @param stopping whether the worker shall end, for where a library kept the interrupt to itself
 */
record WorkerParts(
    String workerId,
    WorkerConfig config,
    KafkaSettings kafka,
    AvroSerdes serdes,
    WorkerMetrics metrics,
    Optional<RequestTracer> tracer,
    WorkerStatusBoard board,
    BooleanSupplier stopping,
    Clock clock) {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerParts.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /**
   * Serves until the loop is stopped.
   *
   * @param onServing given the loop before it runs; from then on it must not be interrupted
   */
  void serve(LoaderOpener loaders, Consumer<RequestLoop> onServing)
      throws IOException, InterruptedException {
    try (KafkaReleaseBoard releases = new KafkaReleaseBoard(kafka, serdes)) {
      releases.start();
      // the text encoder loads while the releases are read
      CheckpointLoader loader = loaders.open();
      boolean loading = false;
      try {
        board.device(loader.device());
        awaitRegistry();
        while (!releases.awaitCaughtUp(LOOK_AGAIN)) {
          waiting("waiting for the topics of releases and checkpoints");
        }
        CheckpointSwapper swapping =
            new CheckpointSwapper(
                channels(), config.extraGenerators(), releases, loader, board::swap, clock);
        releases.onChange(swapping::changed);
        try {
          draw(swapping, loader, new FreshnessMeter(releases, metrics, board, clock), onServing);
        } finally {
          loading = swapping.isLoading();
        }
      } finally {
        if (loading) {
          // what a load still uses goes with the process
          LOG.atWarn().log("a checkpoint is still being loaded; its memory is not freed");
        } else {
          loader.close();
        }
      }
    }
  }

  private List<String> channels() {
    return Stream.concat(
            Stream.of(config.channel()), config.alsoServes().orElse(Set.of()).stream().sorted())
        .distinct()
        .toList();
  }

  private void draw(
      CheckpointSwapper swapping,
      CheckpointLoader loader,
      FreshnessMeter freshness,
      Consumer<RequestLoop> onServing)
      throws InterruptedException {
    // closed in reverse: the loop leaves the group, loading ends, then the generators are let go
    try (LoadedGenerators generators = swapping.roster();
        CheckpointSwapper background = swapping) {
      background.start();
      try (ServingParts serving = openServing(generators, loader, freshness)) {
        while (!serving.awaitCancellations(LOOK_AGAIN)) {
          waiting("waiting for the topic of cancellations");
        }
        onServing.accept(serving.loop());
        board.running();
        serving.loop().run();
      }
    }
  }

  /** Waits while Kafka does not let this worker write: somebody has to grant it. */
  private ServingParts openServing(
      LoadedGenerators generators, CheckpointLoader loader, FreshnessMeter freshness)
      throws InterruptedException {
    while (true) {
      try {
        return new ServingParts(
            workerId,
            config,
            kafka,
            serdes,
            loader::lanes,
            generators,
            metrics,
            tracer,
            freshness::published,
            clock);
      } catch (AuthorizationException | AuthenticationException e) {
        waiting("Kafka denies this worker what it needs: " + e.getMessage());
        Thread.sleep(LOOK_AGAIN.toMillis());
      }
    }
  }

  private void awaitRegistry() throws InterruptedException {
    while (true) {
      try {
        serdes.warmUp(Topic.CAPTION_REQUESTS, Topic.IMAGE_RESULTS, Topic.GENERATION_FAILURES);
        return;
      } catch (RegistryUnavailableException | SerializationException e) {
        if (Thread.interrupted() || stopping.getAsBoolean()) {
          throw new InterruptedException("stopped while waiting for the registry");
        }
        waiting("waiting for the schema registry: " + e.getMessage());
        if (e instanceof SerializationException) {
          // it answered at once, and would again
          Thread.sleep(LOOK_AGAIN.toMillis());
        }
      }
    }
  }

  private void waiting(String what) {
    LOG.atWarn().addKeyValue("reason", what).log("the start waits");
    board.waiting(what);
  }
}
