package dev.xmcgan.gateway.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Names, labels and meters of the gateway. Prometheus shows a name with underscores, counters with
 * {@code _total}, timers with {@code _seconds}.
 */
@Singleton
public final class GatewayMetrics {
  /** Counter of ended calls of the Images API, by {@link #OUTCOME}. */
  public static final String REQUESTS = "xmcgan.gateway.requests";

  /** Timer from a request's acceptance to its images, answered requests only. */
  public static final String ANSWER_TIME = "xmcgan.gateway.answer.time";

  /** Gauge: callers waiting for images now. */
  public static final String WAITING = "xmcgan.gateway.waiting";

  /** Gauge: images asked for, by anybody, and not there. */
  public static final String OPEN_IMAGES = "xmcgan.gateway.open.images";

  /** Gauge: partitions of the answers that come home to this instance. */
  public static final String HOME_PARTITIONS = "xmcgan.gateway.home.partitions";

  /** Counter of records on the answer topics that were read here. */
  public static final String ANSWERS_READ = "xmcgan.gateway.answers.read";

  /** Counter of records on the answer topics that nobody here waited for. */
  public static final String ANSWERS_IGNORED = "xmcgan.gateway.answers.ignored";

  /** Counter of answers somebody waited for that could not be decoded. */
  public static final String ANSWERS_UNDECODABLE = "xmcgan.gateway.answers.undecodable";

  /** Counter of other records that were needed here and could not be decoded. */
  public static final String RECORDS_UNDECODABLE = "xmcgan.gateway.records.undecodable";

  /** Gauge: bytes of images that came for callers and are not in an answer yet. */
  public static final String RECEIVED_IMAGE_BYTES = "xmcgan.gateway.received.image.bytes";

  /** Gauge: bytes of answers that their callers have not read. */
  public static final String UNREAD_ANSWER_BYTES = "xmcgan.gateway.unread.answer.bytes";

  /** Counter of uploaded pairs, by {@link #OUTCOME}. */
  public static final String PAIRS = "xmcgan.gateway.pairs";

  /** Gauge: connected clients of the event stream. */
  public static final String EVENT_CLIENTS = "xmcgan.gateway.events.clients";

  /** Counter of event clients dropped because they read too slowly. */
  public static final String EVENT_CLIENTS_DROPPED = "xmcgan.gateway.events.dropped";

  /** Counter of callbacks that came through or were given up, by {@link #OUTCOME}. */
  public static final String WEBHOOKS = "xmcgan.gateway.webhooks";

  /** Label with an {@link Outcome} in lower case. */
  public static final String OUTCOME = "outcome";

  private final MeterRegistry registry;
  private final Counter read;
  private final Counter ignored;
  private final Counter undecodable;
  private final Counter recordsUndecodable;
  private final Counter dropped;
  private final Timer answerTime;

  public GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.read = counter(ANSWERS_READ, "Records on the answer topics that were read here");
    this.ignored =
        counter(ANSWERS_IGNORED, "Records on the answer topics that nobody here waited for");
    this.undecodable =
        counter(ANSWERS_UNDECODABLE, "Answers somebody waited for that could not be decoded");
    this.recordsUndecodable =
        counter(RECORDS_UNDECODABLE, "Records needed here that could not be decoded");
    this.dropped =
        counter(EVENT_CLIENTS_DROPPED, "Clients of the event stream that read too slowly");
    this.answerTime =
        Timer.builder(ANSWER_TIME)
            .description("From a request's acceptance to all its images")
            .publishPercentileHistogram()
            .minimumExpectedValue(Duration.ofMillis(10))
            .maximumExpectedValue(Duration.ofMinutes(1))
            .register(registry);
    for (Outcome outcome : Outcome.values()) {
      requests(outcome);
      pairs(outcome);
    }
    webhooks(true);
    webhooks(false);
  }

  /** A call of the Images API ended. */
  public void requestEnded(Outcome outcome) {
    requests(outcome).increment();
  }

  /** All images of a request came after this time. */
  public void answered(Duration after) {
    answerTime.record(after);
  }

  /** An answer was read, whoever it is for. */
  public void answerRead() {
    read.increment();
  }

  /** A record for another instance, or for nobody any more. */
  public void answerIgnored() {
    ignored.increment();
  }

  /** A broken answer. */
  public void answerUndecodable() {
    undecodable.increment();
  }

  /** A broken record that is no answer somebody waits for. */
  public void recordUndecodable() {
    recordsUndecodable.increment();
  }

  /** An upload ended. */
  public void pairEnded(Outcome outcome) {
    pairs(outcome).increment();
  }

  /** A callback came through, or was given up. */
  public void webhookEnded(boolean isTaken) {
    webhooks(isTaken).increment();
  }

  /** An event client was too slow. */
  public void eventClientDropped() {
    dropped.increment();
  }

  /**
   * Shows a number under a gauge's name.
   *
   * @param description for who reads the metrics
   */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private Counter requests(Outcome outcome) {
    return counter(REQUESTS, "Calls of the Images API that ended", OUTCOME, outcome.label());
  }

  private Counter pairs(Outcome outcome) {
    return counter(PAIRS, "Uploads of pairs that ended", OUTCOME, outcome.label());
  }

  private Counter webhooks(boolean isTaken) {
    return counter(WEBHOOKS, "Callbacks that ended", OUTCOME, isTaken ? "taken" : "given_up");
  }

  private Counter counter(String name, String description, String... labels) {
    return Counter.builder(name).description(description).tags(labels).register(registry);
  }
}
