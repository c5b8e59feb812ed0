package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers come and go while requests come: asked to end, killed, and held for longer than the group
 * waits for a member. Prints what was sent and what was answered; {@code -Psoak} does it for long.
 */
@Tag("promise-1")
class ScaleIT {
  private static final int CYCLES = Integer.getInteger("xmcgan.scale.cycles", 1);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  /** The local broker gives a silent member's partitions away, and ends its transaction, in ten. */
  private static final Duration PAST_SESSION_TIMEOUT = Duration.ofSeconds(13);

  private static final List<String> EXTRA = List.of("extra-1", "extra-2", "extra-3");
  private static final int AT_ONCE = 3;
  private static final int SEVERAL = 3;
  private static final Duration EVERY = Duration.ofMillis(150);

  /** Stays after a failure. */
  private static final Path WORKERS = RunningStack.HOME.resolve("src-test-e2e/target/scale");

  @TempDir private Path directory;

  private final AnswerLedger ledger = new AnswerLedger();
  private int sends;

  @Test
  void nothingIsLostNorComesTwiceWhileWorkersComeAndGo() throws Exception {
    try (RunningStack stack = RunningStack.up(directory.resolve("data"), Map.of(), "--no-trainer");
        KafkaUser user = new KafkaUser(stack.bootstrapServers(), stack.registryUrl());
        KafkaConsumer<String, byte[]> answers =
            user.reader("image-results", "generation-failures")) {
      // given: one worker, and requests that go on coming
      HttpUser http = new HttpUser(stack.url());
      String starter = http.get("/v1/releases/stable").path("checkpoint").asText();
      String encoder =
          http.get("/v1/checkpoints").path("data").get(0).path("text_encoder").asText();
      Path weights = directory.resolve("weights");
      stack.run("checkpoints", "export", starter, weights.toString());
      ledger.released(starter);
      ScheduledExecutorService caller = Executors.newSingleThreadScheduledExecutor();
      Future<?> sending =
          caller.scheduleAtFixedRate(() -> send(user), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);

      // when
      Answers reader = new Answers(user, answers);
      for (int cycle = 1; cycle <= CYCLES; cycle++) {
        String before = "scale-%d".formatted(2 * cycle - 1);
        String later = "scale-%d".formatted(2 * cycle);
        try (WorkerProcess dies = launch(stack, "extra-1");
            WorkerProcess held = launch(stack, "extra-2");
            WorkerProcess stays = launch(stack, "extra-3")) {
          for (WorkerProcess each : List.of(dies, held, stays)) {
            each.awaitServing();
          }
          reader.until(() -> EXTRA.stream().allMatch(id -> ledger.by(id) > 0));
          ledger.released(before);
          ForcedRelease.of(stack, before, weights, encoder);
          reader.until(() -> ledger.drew().contains(before));
          assertThat(dies.isAlive()).as("goes on after a release").isTrue();
          dies.kill();
          held.suspend();
          long suspended = System.nanoTime();
          ledger.released(later);
          ForcedRelease.of(stack, later, weights, encoder);
          try (WorkerProcess comes = launch(stack, "extra-4")) {
            comes.awaitServing();
            reader.until(() -> System.nanoTime() - suspended >= PAST_SESSION_TIMEOUT.toNanos());
            long drawn = ledger.by("extra-2");
            long alsoDrawn = ledger.by("extra-4");
            held.resume();
            reader.until(() -> ledger.by("extra-2") > drawn || !held.isAlive());
            assertThat(held.isAlive()).as("goes on after it was held").isTrue();
            reader.until(() -> ledger.by("extra-4") > alsoDrawn);
            Duration took = comes.terminate(STOP_LIMIT);
            System.out.printf("ended %d ms after SIGTERM%n", took.toMillis());
          }
          held.terminate(STOP_LIMIT);
          stays.terminate(STOP_LIMIT);
        }
        reader.goOnFor(Duration.ofSeconds(1));
      }
      assertThat(sending).as("requests went on coming").isNotDone();
      caller.shutdown();
      assertThat(caller.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

      // then
      reader.until(() -> ledger.lost().isEmpty());
      // what would come twice comes soon
      reader.goOnFor(Duration.ofSeconds(2));
      System.out.printf("1 -> 4 -> 1 workers, %d times: %s%n", CYCLES, ledger);
      assertThat(ledger.lost()).as("lost").isEmpty();
      assertThat(ledger.unasked()).as("answered and not asked for").isEmpty();
      assertThat(ledger.duplicate()).as("duplicate").isEmpty();
      assertThat(ledger.staleAfterNew()).as("stale-after-new").isEmpty();
      assertThat(ledger.torn()).as("torn").isEmpty();
      assertThat(ledger.failed()).as("failed").isEmpty();
      assertThat(ledger.drew()).contains("scale-" + 2 * CYCLES);
    }
  }

  private WorkerProcess launch(RunningStack stack, String id) throws IOException {
    return WorkerProcess.launch(stack, id, WORKERS.resolve(id));
  }

  private void send(KafkaUser user) {
    try {
      List<String> ids =
          IntStream.range(sends, sends + AT_ONCE).mapToObj(i -> "scale-" + i).toList();
      sends += AT_ONCE;
      user.requestAll(
          ids,
          "a large purple diamond on snow",
          (id, request) -> request.put("count", images(ids.indexOf(id))));
      ids.forEach(id -> ledger.sent(id, images(ids.indexOf(id))));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One of those that are sent at once asks for several images, of which all or none must come. */
  private static int images(int place) {
    return place == 0 ? SEVERAL : 1;
  }

  /** Reads answers into the ledger. */
  private final class Answers {
    private final KafkaUser user;
    private final KafkaConsumer<String, byte[]> reader;

    Answers(KafkaUser user, KafkaConsumer<String, byte[]> reader) {
      this.user = user;
      this.reader = reader;
    }

    void until(BooleanSupplier enough) {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                read();
                return enough.getAsBoolean();
              });
    }

    void goOnFor(Duration length) {
      long begin = System.nanoTime();
      until(() -> System.nanoTime() - begin >= length.toNanos());
    }

    private void read() {
      KafkaUser.poll(reader, record -> ledger.answered(record, user.decode(record.value())));
    }
  }
}
