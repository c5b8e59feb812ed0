package dev.xmcgan.generator.serving;

import dev.xmcgan.generator.requests.RecordSource;
import dev.xmcgan.generator.requests.RequestCheck;
import dev.xmcgan.schemas.CaptionRequest;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.serde.AvroSerdes;
import dev.xmcgan.transport.serde.Decoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes requests without ever waiting for the registry: a record whose schema is not known is set
 * aside, asked for on another thread, and comes back decoded. While the registry is away, or will
 * not have us, it is asked again; meanwhile {@link #trouble} says so.
 */
final class RequestDecoder implements AutoCloseable {
  /** Most records set aside where they can be read again. */
  static final int MOST_ASIDE = 256;

  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(RequestDecoder.class);

  private final AvroSerdes serdes;
  private final int mostAside;
  private final Runnable onDecoded;
  private final LinkedBlockingQueue<ConsumerRecord<String, byte[]>> waiting =
      new LinkedBlockingQueue<>();
  private final Queue<Read> done = new ConcurrentLinkedQueue<>();

  /** Records that are to come back, by identity; the serving thread's own. */
  private final Set<ConsumerRecord<String, byte[]>> aside =
      Collections.newSetFromMap(new IdentityHashMap<>());

  private final Thread thread = new Thread(this::run, "schemas");
  private volatile Optional<String> trouble = Optional.empty();

  /** A record and what it is. */
  record Read(ConsumerRecord<String, byte[]> record, Decoded<CaptionRequest> decoded) {}

  /**
   * @param mostAside most records set aside
   * @param onDecoded called on another thread when a record comes back
   */
  RequestDecoder(AvroSerdes serdes, int mostAside, Runnable onDecoded) {
    this.serdes = serdes;
    this.mostAside = mostAside;
    this.onDecoded = onDecoded;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * What a record is; empty when it was set aside, in the place of an earlier reading of it, or
   * would be if this were not full.
   */
  Optional<Read> decode(ConsumerRecord<String, byte[]> record) {
    Optional<Decoded<CaptionRequest>> decoded =
        serdes.decodeIfKnown(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value());
    if (decoded.isEmpty() && !isFull()) {
      RecordSource source = RecordSource.of(record);
      forget(earlier -> RecordSource.of(earlier).equals(source));
      aside.add(record);
      waiting.add(record);
    }
    return decoded.map(value -> new Read(record, value));
  }

  /** Whether no more are set aside. */
  boolean isFull() {
    return aside.size() >= mostAside;
  }

  /** Whether many more can be set aside. */
  boolean hasRoom() {
    return aside.size() <= mostAside / 2;
  }

  /** What came back. */
  List<Read> collect() {
    List<Read> collected = new ArrayList<>();
    for (Read next = done.poll(); next != null; next = done.poll()) {
      if (aside.remove(next.record())) {
        collected.add(next);
      }
    }
    return collected;
  }

  /** Forgets records that are dropped or will be read again. */
  void forget(Predicate<ConsumerRecord<String, byte[]>> dropped) {
    aside.removeIf(dropped);
    waiting.removeIf(dropped);
  }

  /** Why records wait, if the registry is the reason. */
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        ConsumerRecord<String, byte[]> record = waiting.take();
        try {
          Decoded<CaptionRequest> decoded =
              serdes.decode(Topic.CAPTION_REQUESTS, CaptionRequest.class, record.value());
          trouble = Optional.empty();
          done.add(new Read(record, decoded));
          onDecoded.run();
        } catch (RuntimeException e) {
          // of any kind: should this thread end, all would wait for ever and nobody be told
          askAgain(record, e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void askAgain(ConsumerRecord<String, byte[]> record, RuntimeException e)
      throws InterruptedException {
    String now = "requests wait for the schema registry: " + e.getMessage();
    if (!trouble.equals(Optional.of(now))) {
      LOG.atWarn()
          .setCause(e)
          .addKeyValue("requestId", RequestCheck.logged(record.key()))
          .log("a request cannot be decoded now");
    }
    trouble = Optional.of(now);
    waiting.add(record);
    TimeUnit.MILLISECONDS.sleep(ASK_AGAIN.toMillis());
  }
}
