package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.services.ServiceNames;
import dev.xmcgan.lab.bench.figures.FigureLine;
import dev.xmcgan.lab.bench.load.EventListeners;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingMetrics;
import dev.xmcgan.transport.KafkaClients;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Event streams that are open on a gateway and read: at rest, then while training reports. */
final class EventStreamRun {
  private static final String CLIENTS = "xmcgan_gateway_events_clients";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(100);
  private static final int SCALARS = 20;
  private static final double SECONDS = 1e9;
  private static final double MICROS = 1e6;

  private final OwnStack stack;
  private final int streams;
  private final Duration turn;

  /**
   * @param turn for which it rests, and for which events come
   */
  EventStreamRun(OwnStack stack, int streams, Duration turn) {
    this.stack = stack;
    this.streams = streams;
    this.turn = turn;
  }

  List<FigureLine> run() throws IOException, InterruptedException {
    ProcessHandle gateway = stack.process(ServiceNames.GATEWAY);
    try (MemoryPeak memory = MemoryPeak.of(gateway);
        EventListeners listeners = new EventListeners(stack.gateway())) {
      double before = memory.megabytes();
      listeners.open(streams);
      awaitConnected();
      double connected = memory.megabytes() - before;
      double rested = cpuSeconds(gateway);
      Thread.sleep(turn.toMillis());
      double rest = cpuSeconds(gateway) - rested;
      double begun = cpuSeconds(gateway);
      long bytes = listeners.bytes();
      int events = tell();
      Thread.sleep(LOOK.multipliedBy(5).toMillis());
      double told = cpuSeconds(gateway) - begun;
      if (listeners.ended() > 0) {
        throw CommandException.failed(listeners.ended() + " event streams were ended");
      }
      return List.of(
          new FigureLine("event_streams")
              .with("streams", (long) streams)
              .with("connected_mb", connected)
              .with("peak_mb", memory.growthMegabytes())
              .with("rest_cpu_percent", 100 * rest * SECONDS / turn.toNanos())
              .with("events", (long) events)
              .with("bytes_per_event", (listeners.bytes() - bytes) / (double) events / streams)
              .with("cpu_us_per_event_and_stream", told * MICROS / events / streams));
    }
  }

  private void awaitConnected() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ServiceMetrics metrics = stack.metrics(ServiceNames.GATEWAY);
    while (metrics.read(List.of(CLIENTS)).get(0) < streams) {
      if (System.nanoTime() > deadline) {
        throw CommandException.failed("not all of %d event streams were let in".formatted(streams));
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  /** Returns how many events were sent. */
  private int tell() throws InterruptedException {
    AvroSerdes serdes = new AvroSerdes(stack.kafka());
    String topic = stack.kafka().topic(Topic.TRAINING_METRICS);
    int events = Math.toIntExact(turn.dividedBy(BETWEEN_EVENTS));
    try (KafkaProducer<String, byte[]> producer =
        KafkaClients.producer(stack.kafka().producer("bench-metrics"))) {
      for (int step = 0; step < events; step++) {
        byte[] value = serdes.encode(Topic.TRAINING_METRICS, metrics(step));
        var unused = producer.send(new ProducerRecord<>(topic, "bench", value));
        Thread.sleep(BETWEEN_EVENTS.toMillis());
      }
    }
    return events;
  }

  private static TrainingMetrics metrics(int step) {
    Map<String, Double> scalars = new TreeMap<>();
    for (int scalar = 0; scalar < SCALARS; scalar++) {
      scalars.put("some_loss_" + scalar, step / 7.0);
    }
    return TrainingMetrics.newBuilder()
        .setTrainerId("bench")
        .setStep(step)
        .setPairsSeen(step)
        .setWindowPairs(0)
        .setStepsPerSecond(1)
        .setScalars(scalars)
        .setMeasuredAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / SECONDS;
  }
}
