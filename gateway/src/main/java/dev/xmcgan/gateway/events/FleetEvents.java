package dev.xmcgan.gateway.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.events.EventViews.MetricsView;
import dev.xmcgan.gateway.events.EventViews.ReleaseView;
import dev.xmcgan.gateway.events.EventViews.WorkerView;
import dev.xmcgan.gateway.requests.RecordValues;
import dev.xmcgan.schemas.Checkpoint;
import dev.xmcgan.schemas.Release;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.schemas.WorkerStatus;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.log.CompactedTopic;
import dev.xmcgan.transport.log.TopicLog;
import jakarta.inject.Singleton;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns what the services publish on Kafka into events. */
@Singleton
public final class FleetEvents implements AutoCloseable {
  private final EventHub hub;
  private final ObjectMapper json;
  private final CompactedTopic<Release> releases;
  private final CompactedTopic<Checkpoint> checkpoints;
  private final CompactedTopic<WorkerStatus> workers;
  private final RecordValues values;
  private final TopicLog metricsReader;

  FleetEvents(
      EventHub hub,
      ObjectMapper json,
      KafkaSettings kafka,
      GatewayConfig config,
      CompactedTopic<Release> releases,
      CompactedTopic<Checkpoint> checkpoints,
      CompactedTopic<WorkerStatus> workers,
      RecordValues values) {
    this.hub = hub;
    this.json = json;
    this.releases = releases;
    this.checkpoints = checkpoints;
    this.workers = workers;
    this.values = values;
    this.metricsReader =
        TopicLog.fromEnd(
            "gateway-training-metrics",
            kafka,
            Set.of(kafka.topic(Topic.TRAINING_METRICS)),
            config.events().replayedMetrics(),
            this::metrics);
  }

  /** Begins to listen; to be called before the maps are started, so that nothing is missed. */
  public void start() {
    releases.onChange((channel, release) -> released(release));
    checkpoints.onChange((id, checkpoint) -> described(checkpoint));
    workers.onChange((id, status) -> worker(status));
    metricsReader.start();
  }

  /** Whether the thread that reads is neither dead nor stuck. */
  public boolean isAlive() {
    return metricsReader.isAlive();
  }

  private void released(Release release) {
    if (release != null) {
      publish(
          ServerEvent.RELEASE,
          release.getChannel(),
          ReleaseView.of(release, checkpoints.get(release.getCheckpointId())));
    }
  }

  /** A manifest may be read after the release that names it: tell that release again, in full. */
  private void described(Checkpoint checkpoint) {
    if (checkpoint != null) {
      releases.all().values().stream()
          .filter(release -> release.getCheckpointId().equals(checkpoint.getCheckpointId()))
          .forEach(this::released);
    }
  }

  private void worker(WorkerStatus status) {
    if (status != null) {
      publish(ServerEvent.WORKER, status.getWorkerId(), WorkerView.of(status));
    }
  }

  private void metrics(ConsumerRecord<String, byte[]> record) {
    values
        .of(Topic.TRAINING_METRICS, TrainingMetrics.class, record)
        .ifPresent(
            value -> publish(ServerEvent.METRICS, value.getTrainerId(), MetricsView.of(value)));
  }

  private void publish(String name, String key, Object view) {
    try {
      hub.publish(new ServerEvent(name, key, json.writeValueAsString(view)));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("An event that is not JSON: " + view, impossible);
    }
  }

  @Override
  public void close() {
    metricsReader.close();
  }
}
