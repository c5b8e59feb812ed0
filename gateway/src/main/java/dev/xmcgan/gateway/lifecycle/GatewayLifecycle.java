package dev.xmcgan.gateway.lifecycle;

import dev.xmcgan.gateway.answers.AnswerReader;
import dev.xmcgan.gateway.answers.HomePartitions;
import dev.xmcgan.gateway.answers.WaitingRequests;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.deliveries.WebhookDeliveries;
import dev.xmcgan.gateway.events.EventHub;
import dev.xmcgan.gateway.events.FleetEvents;
import dev.xmcgan.gateway.metrics.GatewayMetrics;
import dev.xmcgan.gateway.pairs.ErasureReceipts;
import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.gateway.queue.OpenRequests;
import dev.xmcgan.gateway.requests.RequestTopicReader;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Evaluation;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.log.CompactedTopic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
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
  /** For calls in flight; less than {@code quarkus.shutdown.timeout}. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final long LOOK = 50;

  private final HomePartitions home;
  private final AnswerReader answers;
  private final RequestTopicReader requests;
  private final WaitingRequests waiting;
  private final FleetEvents fleet;
  private final ErasureReceipts erasures;
  private final EventHub hub;
  private final EventPublisher publisher;
  private final WebhookDeliveries webhooks;
  private final WarmUp warmUp;
  private final List<CompactedTopic<?>> maps;
  private final GatewayConfig config;
  private final ScheduledExecutorService heartbeats =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "gateway-heartbeats"));
  private final Thread endStreams;

  GatewayLifecycle(
      HomePartitions home,
      AnswerReader answers,
      RequestTopicReader requests,
      WaitingRequests waiting,
      FleetEvents fleet,
      ErasureReceipts erasures,
      EventHub hub,
      EventPublisher publisher,
      WebhookDeliveries webhooks,
      WarmUp warmUp,
      CompactedTopic<Release> releases,
      CompactedTopic<Checkpoint> checkpoints,
      CompactedTopic<Evaluation> evaluations,
      CompactedTopic<WorkerStatus> workers,
      CompactedTopic<ApiKey> keys,
      OpenRequests open,
      GatewayConfig config,
      GatewayMetrics metrics) {
    this.home = home;
    this.answers = answers;
    this.requests = requests;
    this.waiting = waiting;
    this.fleet = fleet;
    this.erasures = erasures;
    this.hub = hub;
    this.publisher = publisher;
    this.webhooks = webhooks;
    this.warmUp = warmUp;
    this.maps = List.of(checkpoints, evaluations, releases, workers, keys);
    this.config = config;
    this.endStreams = new Thread(this::answerWhoWaits, "gateway-answer-who-waits");
    metrics.gauge(
        GatewayMetrics.HOME_PARTITIONS,
        "Partitions of the answers that come home",
        () -> home.numbers().size());
    metrics.gauge(
        GatewayMetrics.OPEN_IMAGES, "Images asked for, by anybody, and not there", open::images);
    metrics.gauge(GatewayMetrics.WAITING, "Requests that callers wait for here", waiting::size);
    metrics.gauge(
        GatewayMetrics.EVENT_CLIENTS, "Connected clients of the event stream", hub::clients);
  }

  void start(@Observes StartupEvent event) {
    home.start();
    answers.start();
    requests.start();
    fleet.start();
    erasures.start();
    maps.forEach(CompactedTopic::start);
    webhooks.start();
    warmUp.start();
    long beat = config.events().heartbeat().toMillis();
    heartbeats.scheduleAtFixedRate(hub::heartbeat, beat, beat, TimeUnit.MILLISECONDS);
    // Quarkus waits for calls in flight before it tells anybody that it stops, and closes what is
    // open then; an event stream never ends by itself, and who waits for images deserves an answer
    Runtime.getRuntime().addShutdownHook(endStreams);
  }

  void stop(@Observes ShutdownEvent event) {
    forgetHook();
    hub.stop();
    heartbeats.shutdownNow();
    warmUp.close();
    waiting.stop();
    webhooks.close();
    answers.close();
    home.close();
    requests.close();
    fleet.close();
    erasures.close();
    maps.forEach(CompactedTopic::close);
    publisher.close();
  }

  /** Lets calls end by themselves for a while, then tells who waits where to ask. */
  private void answerWhoWaits() {
    hub.stop();
    try {
      for (long waited = 0; waited < GRACE.toMillis() && waiting.size() > 0; waited += LOOK) {
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    waiting.stop();
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
