package dev.xmcgan.gateway.app;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A caller's server that is told of requests. */
final class WebhookReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> calls = new CopyOnWriteArrayList<>();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();

  /** One call, as it came. */
  record Received(Headers headers, String body) {
    String header(String name) {
      return headers.getFirst(name);
    }

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  WebhookReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:%d/told?by=gateway".formatted(server.getAddress().getPort());
  }

  /** The next answers; 204 after them. */
  void answers(Integer... next) {
    statuses.addAll(Arrays.asList(next));
  }

  /** What came so far. */
  List<Received> calls() {
    return List.copyOf(calls);
  }

  /** What came, once it is so much. */
  List<Received> calls(int count) {
    await().atMost(Ready.PATIENCE).until(() -> calls.size() >= count);
    return List.copyOf(calls);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    calls.add(new Received(exchange.getRequestHeaders(), body));
    Integer status = statuses.poll();
    exchange.getResponseHeaders().add("Location", url());
    exchange.sendResponseHeaders(status == null ? 204 : status, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
