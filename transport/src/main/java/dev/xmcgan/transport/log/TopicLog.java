package dev.xmcgan.transport.log;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of some topics on a daemon thread, outside any group: committed records
 * only, every one of them, in the order of their partition. Values stay bytes, so that the receiver
 * decides what is worth decoding.
 *
 * <ul>
 *   <li>A topic that is not there yet, a broker that restarts: waited out; positions are kept, so
 *       that no record is passed over or received twice.
 *   <li>A partition added later is read from its beginning.
 *   <li>A receiver that throws a {@link RetriableException} (the registry is away) gets the same
 *       record again; after any other exception the record is logged and passed over.
 * </ul>
 */
public final class TopicLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  /**
   * A fetch is answered when there is something, or after so long: a topic that rests costs the
   * broker and us next to nothing. The partitions that are read seldom change.
   */
  private static final Duration FETCH_WAIT = Duration.ofMillis(2_500);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PARTITIONS_CHECK = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(500);

  private final String name;
  private final KafkaSettings settings;
  private final TopicPartitions topics;
  private final Receiver receiver;
  private final ConsumerLoop loop;
  private final CountDownLatch caughtUp = new CountDownLatch(1);

  private final ReadPositions positions;

  /** Gets the records, on the reading thread. */
  @FunctionalInterface
  public interface Receiver {
    /** One record. */
    void accept(ConsumerRecord<String, byte[]> record);

    /**
     * All records of a batch are through.
     *
     * @param caughtUp what {@link TopicLog#isCaughtUp} says as soon as this returns
     */
    default void batchDone(boolean caughtUp) {}
  }

  private TopicLog(
      String name, KafkaSettings settings, Set<String> topics, long backlog, Receiver receiver) {
    this.name = name;
    this.settings = settings;
    this.topics = new TopicPartitions(topics);
    this.positions = new ReadPositions(backlog);
    this.receiver = receiver;
    this.loop = ConsumerLoop.alone(name, this::config, this::read);
  }

  /**
   * Reads everything that is there, then what comes. Starts nothing yet.
   *
   * @param name of the thread and of the Kafka client
   * @param topics with their prefix
   */
  public static TopicLog fromBeginning(
      String name, KafkaSettings settings, Set<String> topics, Receiver receiver) {
    return new TopicLog(name, settings, topics, ReadPositions.ALL, receiver);
  }

  /**
   * Reads what comes after the first contact and a little before. Starts nothing yet.
   *
   * @param backlog records before the end of each partition to begin with; 0 = only what comes
   */
  public static TopicLog fromEnd(
      String name, KafkaSettings settings, Set<String> topics, long backlog, Receiver receiver) {
    return new TopicLog(name, settings, topics, backlog, receiver);
  }

  /** Begins to read; returns at once, whether Kafka is there or not. */
  public void start() {
    loop.start();
  }

  /** Whether the thread that reads is neither dead nor stuck, as {@link ConsumerLoop} says. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  /** Whether all positions are fixed: every record written from now on will be received. */
  public boolean isPositioned() {
    return positions.areFixed();
  }

  /** Waits for {@link #isPositioned}; returns whether that happened in time. */
  public boolean awaitPositioned(Duration patience) throws InterruptedException {
    return positions.awaitFixed(System.nanoTime() + patience.toNanos());
  }

  /** What is received next of each partition; empty before the first batch. */
  public Map<TopicPartition, Long> positions() {
    return positions.all();
  }

  /** Whether everything was received that was committed at the first contact. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /**
   * Waits for {@link #isCaughtUp}.
   *
   * @return whether that happened in time
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Waits until everything has been received that is on the topics now. Transactions that are still
   * open count: a commit returns to its writer before its marks stand in the partitions, and until
   * then readers of committed records do not see it.
   *
   * @return whether that happened in time
   */
  public boolean readToEnd(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Map<TopicPartition, Long> ends;
    try {
      ends = topics.writtenEnds(settings.reader(name + "-end"), patience);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptException e) {
      Thread.interrupted(); // Kafka's client sets it again; the exception says the same
      throw new InterruptedException(e.getMessage());
    }
    return positions.awaitReceived(ends, deadline);
  }

  @Override
  public void close() {
    positions.close();
    loop.close();
  }

  private Map<String, Object> config() {
    Map<String, Object> config = settings.reader(name);
    config.putIfAbsent(
        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(FETCH_WAIT.toMillis()));
    return config;
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    long nextCheck = System.nanoTime();
    while (loop.goesOn()) {
      if (System.nanoTime() - nextCheck >= 0) {
        assignAll(consumer);
        nextCheck = System.nanoTime() + PARTITIONS_CHECK.toNanos();
      }
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (!receive(record)) {
          return;
        }
        positions.passed(record);
      }
      // also past what is no record: the marks of transactions
      positions.passed(consumer);
      batchDone();
    }
  }

  private void batchDone() {
    boolean all = isCaughtUp() || positions.areAtFirstEnds();
    receiver.batchDone(all);
    if (all) {
      caughtUp.countDown();
    }
    positions.received();
  }

  /** Takes over partitions not read yet; after the first contact from their beginning. */
  private void assignAll(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = topics.partitions(consumer, CALL_TIMEOUT);
    if (all.equals(consumer.assignment())) {
      return;
    }
    boolean first = !isPositioned();
    consumer.assign(all);
    positions.seek(consumer, CALL_TIMEOUT);
    if (first) {
      LOG.atInfo()
          .addKeyValue("reader", name)
          .addKeyValue("partitions", all.size())
          .log("a reader is positioned");
      // of topics without records nothing is waited for
      batchDone();
    }
  }

  /** Returns false when it was closed before the receiver could take the record. */
  private boolean receive(ConsumerRecord<String, byte[]> record) {
    while (loop.goesOn()) {
      try {
        receiver.accept(record);
        return true;
      } catch (InterruptException e) {
        throw e;
      } catch (RetriableException e) {
        LOG.atWarn()
            .addKeyValue("reader", name)
            .addKeyValue("reason", e.getMessage())
            .log("a reader waits");
        loop.pause(RETRY);
      } catch (RuntimeException e) {
        LOG.atError()
            .setCause(e)
            .addKeyValue("topic", record.topic())
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .log("passed over a record");
        return true;
      }
    }
    return false;
  }
}
