package dev.xmcgan.gateway.lifecycle;

import dev.xmcgan.gateway.publishing.EventPublisher;
import dev.xmcgan.schemas.Topic;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the schema registry and the broker once, in the background, for what the first request would
 * otherwise wait for; again and again until they answer.
 */
@Singleton
public final class WarmUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Topic[] TOPICS = {
    Topic.CAPTION_REQUESTS, Topic.IMAGE_TEXT_PAIRS, Topic.REQUEST_CANCELLATIONS, Topic.AUDIT,
  };

  private final EventPublisher publisher;
  private final Thread thread;
  private final CountDownLatch done = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  WarmUp(EventPublisher publisher) {
    this.publisher = publisher;
    this.thread = new Thread(this::run, "gateway-warm-up");
    this.thread.setDaemon(true);
  }

  /** Begins; returns at once. */
  public void start() {
    thread.start();
  }

  /** Whether the first request will not wait. */
  public boolean isDone() {
    return done.getCount() == 0;
  }

  @Override
  public void close() {
    stopped.countDown();
    thread.interrupt();
  }

  private void run() {
    try {
      do {
        try {
          publisher.warmUp(TOPICS);
          done.countDown();
          return;
        } catch (KafkaException | IllegalStateException notYet) {
          LOG.atInfo().addKeyValue("reason", notYet.getMessage()).log("not warm yet");
        }
      } while (!stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
