package dev.xmcgan.lab.bench.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.cli.CommandException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a process that counts to a thousand in a second and goes on, in steps of a hundred. */
class InterleavedRunsTest {
  private static final String COUNTS = "i=0; while true; do i=$((i+100)); echo $i; sleep 0.1; done";

  private final AtomicLong newest = new AtomicLong();
  private Process process;
  private InterleavedRuns turns;

  @BeforeEach
  void start() throws IOException {
    process = new ProcessBuilder("sh", "-c", COUNTS).start();
    turns = new InterleavedRuns(process.toHandle());
    Thread reader = new Thread(this::read, "counter");
    reader.setDaemon(true);
    reader.start();
    await().until(turns::hasBegun);
  }

  @AfterEach
  void end() {
    process.destroyForcibly();
  }

  @Test
  void thePaceIsWhatItDidInItsTurns() throws Exception {
    // when
    turns.turn(Duration.ofSeconds(2));
    turns.turn(Duration.ofSeconds(2));

    // then: each step takes a little more than its tenth of a second
    assertThat(turns.pace().perSecond()).isBetween(200.0, 1_000.0);
  }

  @Test
  void itIsHeldAfterItsTurn() throws Exception {
    // when
    turns.turn(Duration.ofSeconds(1));

    // then: once what was on its way is read, nothing more comes for ten of its steps
    AtomicLong before = new AtomicLong();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(20))
        .until(() -> before.getAndSet(newest.get()) == newest.get());
  }

  @Test
  void aTurnWithoutTwoReportsTellsNoPace() throws Exception {
    // given
    turns.turn(Duration.ofMillis(200));

    // then
    assertThatThrownBy(turns::pace)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("two reports");
  }

  @Test
  void aProcessThatBeganAnewTellsNoPace() throws Exception {
    // given
    turns.turn(Duration.ofSeconds(2));

    // when
    turns.told(0, Instant.now());

    // then
    assertThatThrownBy(turns::pace)
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("began anew");
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        newest.set(Long.parseLong(line));
        turns.told(newest.get(), Instant.now());
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
