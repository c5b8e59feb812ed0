package dev.xmcgan.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that trickle, against the packaged gateway: Netty's extension is one of a process. */
class SlowHeadersIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static GatewayProcess gateway;
  private static int tlsPort;

  @BeforeAll
  static void start() throws Exception {
    tlsPort = GatewayProcess.freePort();
    gateway =
        new GatewayProcess(
            "slow-headers",
            SharedKafka.provision("slow-headers-"),
            Map.of(
                "xmcgan.gateway.http.header-timeout",
                TIMEOUT.toSeconds() + "s",
                "quarkus.http.ssl-port",
                Integer.toString(tlsPort),
                "quarkus.http.ssl.certificate.key-store-file",
                TestKeyStore.file().toString(),
                "quarkus.http.ssl.certificate.key-store-password",
                TestKeyStore.PASSWORD));
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoTricklesIsCutOff(boolean tls) throws Exception {
    // given
    try (Socket socket = connect(tls)) {
      Instant begin = Instant.now();
      Thread trickle = new Thread(() -> trickle(socket));

      // when: a byte every now and then, so that the connection is never idle
      trickle.start();

      // then
      assertThat(read(socket)).isNegative();
      assertThat(Duration.between(begin, Instant.now()))
          .isBetween(TIMEOUT.minusMillis(500), TIMEOUT.plusSeconds(15));
      trickle.interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsQuickIsServedOnTheSameConnectionLongAfter(boolean tls) throws Exception {
    try (Socket socket = connect(tls)) {
      for (int call = 0; call < 3; call++) {
        // when: the answer is read, and nothing is sent for longer than headers may take
        write(socket, "GET /page/icon.svg HTTP/1.1\r\nHost: localhost\r\n\r\n");

        // then
        assertThat(head(socket)).startsWith("HTTP/1.1 200");
        Instant quiet = Instant.now().plus(TIMEOUT).plusMillis(500);
        await().until(() -> Instant.now().isAfter(quiet));
      }
    }
  }

  private static Socket connect(boolean tls) throws Exception {
    Socket socket =
        tls
            ? TestKeyStore.trusted().getSocketFactory().createSocket("localhost", tlsPort)
            : new Socket("localhost", gateway.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void trickle(Socket socket) {
    try {
      write(socket, "GET / HTTP/1.1\r\nHost: localhost\r\n");
      while (!Thread.currentThread().isInterrupted()) {
        write(socket, "X-A: b\r\n");
        TimeUnit.MILLISECONDS.sleep(200);
      }
    } catch (IOException | InterruptedException cut) {
      Thread.currentThread().interrupt();
    }
  }

  private static int read(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  private static String head(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    String text = head.toString();
    int at = text.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
    int end = text.indexOf("\r\n", at);
    in.readNBytes(Integer.parseInt(text.substring(at + 15, end).strip()));
    return text;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
