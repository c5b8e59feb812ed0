package dev.xmcgan.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway in the heap that {@code up} gives it, under bodies that nobody should send. */
@ExtendWith(SharedStack.class)
class GatewayOverloadIT {
  private static final int CALLERS = 48;
  private static final int BODY_BYTES = 15_000_000;
  private static final byte[] CHUNK = new byte[64 * 1024];

  private final RunningStack stack;

  GatewayOverloadIT(RunningStack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images/generations, application/json",
    "/v1/releases/stable, application/json",
    "/v1/pairs, multipart/form-data; boundary=b",
    "/v1/checkpoints, application/zip",
    "/, application/json"
  })
  void manyLargeChunkedBodiesAtOnceDoNotEndIt(String path, String contentType) throws Exception {
    // given
    long pid = stack.service("gateway").path("pid").asLong();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    // when
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      answers.add(callers.submit(() -> send(path, contentType)));
    }
    List<String> lines = new ArrayList<>();
    for (Future<String> answer : answers) {
      lines.add(answer.get(3, TimeUnit.MINUTES));
    }
    callers.shutdown();

    // then: whoever hears an answer is refused, and the process is the same and at work
    assertThat(lines).allMatch(line -> line.isEmpty() || line.matches("HTTP/1.1 (4|50[37]).*"));
    assertThat(lines).anyMatch(line -> !line.isEmpty());
    assertThat(new HttpUser(stack.url()).draw("a red circle", 1).path("data")).hasSize(1);
    assertThat(stack.service("gateway").path("pid").asLong()).isEqualTo(pid);
  }

  /** The status line of the answer; empty where the connection was cut. */
  private String send(String path, String contentType) throws IOException {
    URI url = stack.url();
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(60_000);
      String head =
          "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
              .formatted(path, url.getHost(), url.getPort(), contentType);
      OutputStream out = socket.getOutputStream();
      try {
        out.write(head.getBytes(ISO_8859_1));
        for (int sent = 0; sent < BODY_BYTES; sent += CHUNK.length) {
          out.write((Integer.toHexString(CHUNK.length) + "\r\n").getBytes(ISO_8859_1));
          out.write(CHUNK);
          out.write("\r\n".getBytes(ISO_8859_1));
        }
        out.write("0\r\n\r\n".getBytes(ISO_8859_1));
      } catch (SocketException cut) {
        // it answered, and what more there was did not interest it
      }
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      try {
        String line = in.readLine();
        return line == null ? "" : line;
      } catch (SocketException cut) {
        return "";
      }
    }
  }
}
