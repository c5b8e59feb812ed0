package dev.xmcgan.trainer.backlog;

import dev.xmcgan.transport.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then at what curation has not read, on a thread of its own, and logs it when pairs
 * are near to being deleted unread. A Kafka that does not answer is asked again.
 */
public final class BacklogWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);

  private final KafkaSettings settings;
  private final String clientId;
  private final Duration interval;
  private final Clock clock;
  private final Consumer<CurationBacklog> listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "curation-backlog");

  /**
   * @param listener hears of every look, on the thread
   */
  public BacklogWatch(
      KafkaSettings settings,
      String clientId,
      Duration interval,
      Clock clock,
      Consumer<CurationBacklog> listener) {
    this.settings = settings;
    this.clientId = clientId;
    this.interval = interval;
    this.clock = clock;
    this.listener = listener;
    thread.setDaemon(true);
  }

  /** Begins to look. */
  public void start() {
    thread.start();
  }

  /** Ends, without waiting for an answer of Kafka. */
  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }

  private void run() {
    try (BacklogReader reader = new BacklogReader(settings, clientId, clock)) {
      do {
        look(reader);
      } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException | InterruptException closing) {
      LOG.atDebug().log("no more looks at the backlog");
    }
  }

  private void look(BacklogReader reader) throws InterruptedException {
    try {
      CurationBacklog backlog = reader.read();
      backlog
          .alert()
          .ifPresent(alert -> LOG.atWarn().addKeyValue("alert", alert).log("Curation is behind"));
      listener.accept(backlog);
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.atInfo()
          .addKeyValue("reason", e.getMessage())
          .log("Kafka does not say what curation has not read; asking again");
    }
  }
}
