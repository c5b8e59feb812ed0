package dev.xmcgan.transport.log;

import dev.xmcgan.transport.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Kafka consumer at work on a daemon thread of its own. When Kafka fails the consumer,
 * another one takes its place after a pause, until the loop is closed.
 */
public final class ConsumerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration WAKE_UP_PATIENCE = Duration.ofSeconds(1);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /** However long Kafka is away, each of its calls returns long before. */
  private static final Duration LONGEST_TURN = Duration.ofMinutes(2);

  private final String name;
  private final Supplier<Map<String, Object>> config;
  private final Duration leaving;
  private final Work work;
  private final Duration longestTurn;
  private final Thread thread;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile long turnBegan;
  private volatile KafkaConsumer<String, byte[]> current;

  /** What a consumer is for, on the loop's thread. */
  @FunctionalInterface
  public interface Work {
    /**
     * Works with a fresh consumer for as long as the loop {@link #goesOn}, which it asks before
     * each turn. Kafka's exceptions may leave it: then it is asked again, with another consumer.
     */
    void with(KafkaConsumer<String, byte[]> consumer);
  }

  /**
   * @param leaving how long a consumer may take to leave its group
   * @param longestTurn after which a turn counts as stuck
   */
  ConsumerLoop(
      String name,
      Supplier<Map<String, Object>> config,
      Duration leaving,
      Duration longestTurn,
      Work work) {
    this.name = name;
    this.config = config;
    this.leaving = leaving;
    this.longestTurn = longestTurn;
    this.work = work;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /**
   * Of a consumer outside any group. Starts nothing yet.
   *
   * @param name of the thread
   * @param config of the consumer; asked for each
   */
  public static ConsumerLoop alone(String name, Supplier<Map<String, Object>> config, Work work) {
    // a fetch that waits at the end of the log would be waited for
    return new ConsumerLoop(name, config, Duration.ZERO, LONGEST_TURN, work);
  }

  /**
   * Of a member of a group, which it leaves in order. Starts nothing yet.
   *
   * @param name of the thread
   * @param config of the consumer; asked for each
   */
  public static ConsumerLoop inGroup(String name, Supplier<Map<String, Object>> config, Work work) {
    return new ConsumerLoop(name, config, Duration.ofSeconds(3), LONGEST_TURN, work);
  }

  /** Begins; returns at once, whether Kafka is there or not. */
  public void start() {
    turnBegan = System.nanoTime();
    thread.start();
  }

  /**
   * Whether the thread has neither died nor been stuck in one turn for two minutes; true before it
   * is started and once the loop is closed.
   */
  public boolean isAlive() {
    return isClosed()
        || thread.getState() == Thread.State.NEW
        || thread.isAlive() && System.nanoTime() - turnBegan < longestTurn.toNanos();
  }

  /** Whether the work shall take another turn; asking begins it. */
  public boolean goesOn() {
    turnBegan = System.nanoTime();
    return !isClosed();
  }

  /** Whether it shall end. */
  public boolean isClosed() {
    return stopped.getCount() == 0;
  }

  /** Waits, on the loop's thread; ends early when the loop is closed. */
  public void pause(Duration time) {
    try {
      if (stopped.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atDebug().addKeyValue("reader", name).log("a reader stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (goesOn()) {
      KafkaConsumer<String, byte[]> consumer = KafkaClients.consumer(config.get());
      try {
        current = consumer;
        work.with(consumer);
      } catch (InterruptException | WakeupException e) {
        LOG.atDebug().addKeyValue("reader", name).log("a reader was interrupted");
      } catch (KafkaException | IllegalStateException e) {
        if (!isClosed()) {
          LOG.atWarn()
              .addKeyValue("reader", name)
              .addKeyValue("reason", e.toString())
              .log("a reader begins again");
          pause(RETRY);
        }
      } finally {
        current = null;
        consumer.close(CloseOptions.timeout(leaving));
      }
    }
  }

  /** Ends the work and waits for it, but not for long. */
  @Override
  public void close() {
    stopped.countDown();
    KafkaConsumer<String, byte[]> working = current;
    if (working != null) {
      working.wakeup();
    }
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(WAKE_UP_PATIENCE.plus(leaving).toMillis());
      // the work may be waiting, for the registry for example
      thread.interrupt();
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
