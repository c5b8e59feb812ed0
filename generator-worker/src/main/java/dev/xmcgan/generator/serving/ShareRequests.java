package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.drawing.AttemptLog.Deaths;
import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests out of a share group: each record is this member's until it is accepted, or until
 * its lock runs out, which is renewed while the record is open. New records come when none is open
 * any more. One thread.
 *
 * <p>So a record whose schema is unknown while the registry is away holds up those behind it. Kafka
 * 4.2 leaves no better way: its client brings nothing new while it renews a lock; giving a record
 * back, letting its lock run out, or leaving the group each count as one of five deliveries, which
 * an outage would use up; and a second member of the same worker gets partitions of its own, while
 * nobody reads those of the first.
 */
final class ShareRequests implements AutoCloseable {
  static final String GROUP = "generator-workers-shared";

  private static final Logger LOG = LoggerFactory.getLogger(ShareRequests.class);
  private static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);
  private static final int JOIN_WITHIN_MILLIS = 10_000;

  /** Keys that a share group's consumer refuses. */
  private static final Set<String> OF_OTHER_GROUPS =
      Set.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);

  /** Some locks are renewed, and of others, which lie on other brokers, nothing is known yet. */
  private static final Duration RENEWED_APART = Duration.ofSeconds(1);

  /** Of locks, as long as Kafka has not said how long they are. */
  private static final int SHORT_LOCK_MILLIS = 10_000;

  private final KafkaSettings settings;
  private final ShareConsumer<String, byte[]> consumer;
  private final Clock clock;

  /** This member's. */
  private final Set<RecordSource> open = new HashSet<>();

  /** Those of them that the last poll brought, which want an acknowledgement before the next. */
  private final Map<RecordSource, ConsumerRecord<String, byte[]>> delivered = new LinkedHashMap<>();

  /** Answered while their locks were being renewed. */
  private final Set<RecordSource> answered = new HashSet<>();

  private Instant polled = Instant.EPOCH;
  private DeliveryLimit limit = DeliveryLimit.DEFAULT;

  /**
   * @param maxRecords most records open
   */
  ShareRequests(KafkaSettings settings, String workerId, int maxRecords, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    Map<String, Object> config = new HashMap<>(settings.consumer(GROUP));
    OF_OTHER_GROUPS.forEach(config::remove);
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, workerId);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxRecords);
    consumer =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    consumer.setAcknowledgementCommitCallback(this::acknowledged);
  }

  /**
   * Joins the group, which reads committed requests from the first one on that is there when it
   * begins.
   *
   * @throws KafkaException when Kafka is not there, does not let this worker set that, or gives
   *     records too seldom
   */
  void join() {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, settings.id(GROUP));
    try (Admin admin = Admin.create(settings.admin())) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  group,
                  List.of(
                      set("share.auto.offset.reset", "earliest"),
                      set("share.isolation.level", "read_committed"))),
              new AlterConfigsOptions().timeoutMs(JOIN_WITHIN_MILLIS))
          .all()
          .get();
      limit = DeliveryLimit.of(admin);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    consumer.subscribe(List.of(settings.topic(Topic.CAPTION_REQUESTS)));
  }

  /** What is known of a record by how often it was given to a worker. */
  Deaths deaths(ConsumerRecord<?, ?> record) {
    return limit.deaths(record);
  }

  /** Whether nothing is open: the next poll brings new records. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /**
   * Whether to poll although records are open: their locks should be renewed by now, or have been
   * and the last poll did not say so yet.
   */
  boolean isPollDue() {
    int lock = consumer.acquisitionLockTimeoutMs().orElse(SHORT_LOCK_MILLIS);
    Duration pause =
        delivered.size() == open.size()
            ? Duration.ofMillis(lock / 2)
            : delivered.isEmpty() ? Duration.ZERO : RENEWED_APART;
    return !clock.instant().isBefore(polled.plus(pause));
  }

  /** New records; renews the locks of those that are open. */
  List<ConsumerRecord<String, byte[]>> poll(Duration timeout) {
    delivered.values().forEach(record -> consumer.acknowledge(record, AcknowledgeType.RENEW));
    delivered.clear();
    polled = clock.instant();
    List<ConsumerRecord<String, byte[]>> fresh = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
      RecordSource source = RecordSource.of(record);
      delivered.put(source, record);
      if (open.add(source)) {
        fresh.add(record);
      } else if (answered.remove(source)) {
        accept(source);
      }
    }
    return fresh;
  }

  /** A record is answered. */
  void accept(RecordSource source) {
    ConsumerRecord<String, byte[]> record = delivered.remove(source);
    if (record != null) {
      consumer.acknowledge(record, AcknowledgeType.ACCEPT);
      open.remove(source);
    } else if (open.contains(source)) {
      answered.add(source);
    }
  }

  /** Tells Kafka of what was accepted. */
  void commit() {
    consumer.commitAsync();
  }

  /** Tells Kafka of what was accepted, gives the rest back, and leaves the group. */
  @Override
  public void close() {
    consumer.close(LEAVE_WITHIN);
  }

  private static AlterConfigOp set(String key, String value) {
    return new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
  }

  /** Runs within a call of the consumer. */
  private void acknowledged(Map<TopicIdPartition, Set<Long>> offsets, Exception failure) {
    if (failure == null) {
      return;
    }
    offsets.forEach(
        (partition, lost) ->
            lost.forEach(
                offset -> {
                  RecordSource source = new RecordSource(partition.topicPartition(), offset);
                  open.remove(source);
                  delivered.remove(source);
                  answered.remove(source);
                  LOG.atWarn()
                      .addKeyValue("partition", partition.partition())
                      .addKeyValue("offset", offset)
                      .addKeyValue("reason", failure.toString())
                      .log("the lock of a request ran out; it may be answered twice");
                }));
  }
}
