package dev.xmcgan.trainer.curation;

import dev.xmcgan.transport.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running stream of curation: exactly once, and it outlives whatever kills its threads. */
public final class CurationStream implements AutoCloseable {
  /** Application id without the topic prefix; internal topics are named after it. */
  public static final String APPLICATION_ID = "curation";

  private static final Logger LOG = LoggerFactory.getLogger(CurationStream.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final KafkaStreams streams;
  private volatile Curator curator;

  /**
   * Topics must exist.
   *
   * @param stateDirectory for the stores of ids and images; may vanish, it is restored from Kafka
   */
  public CurationStream(
      KafkaSettings settings,
      CurationRules rules,
      CurationSerdes serdes,
      CurationListener listener,
      Path stateDirectory,
      int threads) {
    var unproducible = new UnproducibleRecords();
    curator = new Curator(rules);
    Topology topology =
        CurationTopology.build(settings, () -> curator, serdes, unproducible, listener);
    Map<String, Object> config = configuration(settings, unproducible, stateDirectory);
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
    streams = new KafkaStreams(topology, new StreamsConfig(config));
    streams.setUncaughtExceptionHandler(
        failure -> {
          LOG.atError()
              .setCause(failure)
              .log("a curation thread failed, another takes its place in a second");
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
          return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
  }

  /** Starts curating. */
  public void start() {
    streams.start();
  }

  /** Judges the pairs that come from now on by these rules; those that came stay as they are. */
  public void curateBy(CurationRules rules) {
    curator = new Curator(rules);
  }

  /** Whether it is alive: starting, running or re-balancing. */
  public boolean isHealthy() {
    KafkaStreams.State state = streams.state();
    return state.isRunningOrRebalancing() || state == KafkaStreams.State.CREATED;
  }

  /** Finishes the records in hand, commits, and leaves the group. */
  @Override
  public void close() {
    streams.close(
        CloseOptions.timeout(CLOSE_PATIENCE)
            .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
  }

  /** Visible for the topology's test, which runs under the same settings. */
  static Map<String, Object> configuration(
      KafkaSettings settings, UnproducibleRecords unproducible, Path stateDirectory) {
    Map<String, Object> config = settings.streams(APPLICATION_ID, stateDirectory);
    config.put(StreamsExceptionHandler.SETTINGS, settings);
    config.put(StreamsExceptionHandler.UNPRODUCIBLE, unproducible);
    config.put(
        StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
        StreamsExceptionHandler.class);
    config.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, StreamsExceptionHandler.class);
    config.put(
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, StreamsExceptionHandler.class);
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    // a pair may have 5 MB: few of them at a time
    config.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 16);
    config.put(StreamsConfig.mainConsumerPrefix("max.poll.records"), 16);
    config.put(StreamsConfig.mainConsumerPrefix("fetch.max.bytes"), 8 << 20);
    return config;
  }
}
