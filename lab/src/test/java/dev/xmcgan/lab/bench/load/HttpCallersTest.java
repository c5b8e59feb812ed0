package dev.xmcgan.lab.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallersTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger calls = new AtomicInteger();
  private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  /**
   * Longer than a socket gives at once, and than a buffer is at first; with a length or in chunks.
   */
  @ParameterizedTest
  @ValueSource(longs = {200_000, 0})
  void everyCallIsAnsweredAsAWholeOverConnectionsThatAreKept(long length) throws Exception {
    // given
    answerWith(200, "a".repeat(200_000), length);
    try (HttpCallers callers = callers()) {
      // when
      Latencies first = callers.run(2, SHORT);
      Latencies second = callers.run(3, SHORT);

      // then
      assertThat(first.count() + second.count()).isEqualTo(calls.get()).isGreaterThan(5);
      assertThat(connections).hasSize(3);
    }
  }

  @Test
  void whatIsNoImageEndsTheRunWithItsReason() throws IOException {
    // given
    answerWith(503, "no worker", 9);
    try (HttpCallers callers = callers()) {
      // then
      assertThatThrownBy(() -> callers.run(2, SHORT))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("503")
          .hasMessageContaining("no worker");
    }
  }

  private HttpCallers callers() throws IOException {
    return new HttpCallers(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  private void answerWith(int status, String body, long length) {
    server.createContext(
        "/v1/images/generations",
        call -> {
          call.getRequestBody().readAllBytes();
          calls.incrementAndGet();
          connections.add(call.getRemoteAddress());
          call.sendResponseHeaders(status, length);
          call.getResponseBody().write(body.getBytes(StandardCharsets.US_ASCII));
          call.close();
        });
  }
}
