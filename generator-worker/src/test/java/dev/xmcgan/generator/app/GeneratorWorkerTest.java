package dev.xmcgan.generator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.xmcgan.generator.status.Phase;
import dev.xmcgan.generator.testing.FakeLoader;
import dev.xmcgan.generator.testing.TestWorker;
import dev.xmcgan.schemas.WorkerState;
import dev.xmcgan.transport.KafkaSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorWorkerTest {
  @TempDir Path directory;

  private KafkaSettings nowhere;

  @BeforeEach
  void findPortsWhereNobodyListens() throws IOException {
    nowhere =
        new KafkaSettings(
            "127.0.0.1:" + closedPort(), "http://127.0.0.1:" + closedPort(), "", Map.of());
  }

  @Test
  void waitsForKafkaAndCanBeStoppedMeanwhile() {
    // given
    TestWorker worker = TestWorker.start("w-1", nowhere, new FakeLoader(), directory);
    assertThat(worker.status().state()).isEqualTo(WorkerState.STARTING);

    // when
    worker.close();

    // then
    assertThat(worker.status().phase()).isInstanceOf(Phase.Stopped.class);
    assertThat(worker.hasFailed()).isFalse();
  }

  @Test
  void waitingForKafkaIsNoStandstill() {
    // given
    CountDownLatch opened = new CountDownLatch(1);
    try (TestWorker worker =
        TestWorker.start(
            "w-1",
            nowhere,
            () -> {
              opened.countDown();
              return new FakeLoader();
            },
            directory)) {
      awaitQuietly(opened);

      // then
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> worker.progressing(Duration.ofMillis(1)));
    }
  }

  @Test
  void startThatHangsIsSeenToStand() {
    // given
    CountDownLatch hang = new CountDownLatch(1);
    try (TestWorker worker =
        TestWorker.start(
            "w-1",
            nowhere,
            () -> {
              awaitQuietly(hang);
              return new FakeLoader();
            },
            directory)) {
      // then
      await().until(() -> !worker.progressing(Duration.ofMillis(100)));

      // when
      hang.countDown();

      // then
      await().until(() -> worker.progressing(Duration.ofMillis(100)));
    }
  }

  @Test
  void textEncoderThatCannotBeLoadedEndsTheWorkerAndSaysWhy() {
    // given
    TestWorker worker =
        TestWorker.start(
            "w-1",
            nowhere,
            () -> {
              throw new IOException("tokenizer.json: no such file");
            },
            directory);

    // then
    worker.await(WorkerState.FAILED);
    assertThat(worker.status().detail()).contains("tokenizer.json");

    // when
    worker.close();

    // then
    assertThat(worker.hasFailed()).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
