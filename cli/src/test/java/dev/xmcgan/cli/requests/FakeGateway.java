package dev.xmcgan.cli.requests;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An HTTP server that gives the answers it was told to, and remembers what was asked; of one test.
 */
public final class FakeGateway implements AfterEachCallback {
  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new HashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** A call. */
  public record Asked(String line, String accept, String prefer, String contentType, String body) {}

  private record Answer(int status, byte[] body) {}

  public FakeGateway() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          asked.add(
              new Asked(
                  line,
                  exchange.getRequestHeaders().getFirst("Accept"),
                  exchange.getRequestHeaders().getFirst("Prefer"),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  new String(
                      exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1)));
          Answer answer = answer(line);
          exchange.sendResponseHeaders(answer.status(), answer.body().length);
          exchange.getResponseBody().write(answer.body());
          exchange.close();
        });
    server.start();
  }

  /** Of several for one call the last stays. */
  public FakeGateway answers(String line, int status, String body) {
    return answers(line, status, body.getBytes(StandardCharsets.UTF_8));
  }

  FakeGateway answers(String line, int status, byte[] body) {
    answers.computeIfAbsent(line, any -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  public List<Asked> asked() {
    return asked;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private Answer answer(String line) {
    Deque<Answer> all = answers.getOrDefault(line, new ArrayDeque<>());
    if (all.isEmpty()) {
      String error = "{\"error\": {\"message\": \"nothing at %s\"}}".formatted(line);
      return new Answer(404, error.getBytes(StandardCharsets.UTF_8));
    }
    return all.size() == 1 ? all.peek() : all.poll();
  }

  @Override
  public void afterEach(ExtensionContext test) {
    server.stop(0);
  }
}
