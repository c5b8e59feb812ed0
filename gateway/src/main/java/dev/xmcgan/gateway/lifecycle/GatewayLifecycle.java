package dev.xmcgan.gateway.lifecycle;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.answers.WaitingRequests;
import dev.xmcgan.gateway.config.GatewaySettings;
import dev.xmcgan.gateway.events.EventHub;
import dev.xmcgan.gateway.events.FleetEvents;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.log.CompactedTopic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts the readers, none of which needs Kafka to be there yet, and stops them last: calls in
 * flight are answered first.
 */
@Singleton
public final class GatewayLifecycle {
  private final AnswerReader answers;
  private final WaitingRequests waiting;
  private final FleetEvents fleet;
  private final EventHub hub;
  private final EventPublisher publisher;
  private final WarmUp warmUp;
  private final List<CompactedTopic<?>> maps;
  private final GatewaySettings settings;
  private final ScheduledExecutorService heartbeats =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "gateway-heartbeats"));
  private final Thread endStreams;

  GatewayLifecycle(
      AnswerReader answers,
      WaitingRequests waiting,
      FleetEvents fleet,
      EventHub hub,
      EventPublisher publisher,
      WarmUp warmUp,
      CompactedTopic<Release> releases,
      CompactedTopic<Checkpoint> checkpoints,
      CompactedTopic<Evaluation> evaluations,
      CompactedTopic<WorkerStatus> workers,
      GatewaySettings settings,
      GatewayMetrics metrics) {
    this.answers = answers;
    this.waiting = waiting;
    this.fleet = fleet;
    this.hub = hub;
    this.publisher = publisher;
    this.warmUp = warmUp;
    this.maps = List.of(checkpoints, evaluations, releases, workers);
    this.settings = settings;
    this.endStreams = new Thread(hub::stop, "gateway-end-streams");
    metrics.gauge(GatewayMetrics.WAITING, waiting::size);
    metrics.gauge(GatewayMetrics.EVENT_CLIENTS, hub::clients);
  }

  void start(@Observes StartupEvent event) {
    answers.start();
    fleet.start();
    maps.forEach(CompactedTopic::start);
    warmUp.start();
    long beat = settings.heartbeat().toMillis();
    heartbeats.scheduleAtFixedRate(hub::heartbeat, beat, beat, TimeUnit.MILLISECONDS);
    // Quarkus waits for calls in flight before it tells anybody that it stops; an event stream is
    // one that never ends by itself
    Runtime.getRuntime().addShutdownHook(endStreams);
  }

  void stop(@Observes ShutdownEvent event) {
    forgetHook();
    hub.stop();
    heartbeats.shutdownNow();
    warmUp.close();
    waiting.stop();
    answers.close();
    fleet.close();
    maps.forEach(CompactedTopic::close);
    publisher.close();
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(endStreams);
    } catch (IllegalStateException alreadyStopping) {
      // then it has run
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
