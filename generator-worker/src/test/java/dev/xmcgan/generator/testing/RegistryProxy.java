package dev.xmcgan.generator.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes calls on to a registry, or answers each with an error of a test's choice. */
public final class RegistryProxy implements AutoCloseable {
  private static final Pattern BY_ID = Pattern.compile("(.*/schemas/ids/)(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpServer server;
  private final String target;
  private final Map<Integer, Integer> aliases = new ConcurrentHashMap<>();
  private volatile int error;

  public RegistryProxy(String target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::pass);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Every call fails with this status from now on. */
  public void fail(int status) {
    error = status;
  }

  /** One more id of a schema that the registry has under another. */
  public void alias(int alias, int id) {
    aliases.put(alias, id);
  }

  /** Calls are passed on again. */
  public void recover() {
    error = 0;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (error != 0) {
        exchange.sendResponseHeaders(error, -1);
        return;
      }
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(target).resolve(asked(exchange.getRequestURI().toString())))
              .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      if (type != null) {
        request.header("Content-Type", type);
      }
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String asked(String path) {
    Matcher byId = BY_ID.matcher(path);
    if (!byId.matches()) {
      return path;
    }
    int id = Integer.parseInt(byId.group(2));
    return byId.group(1) + aliases.getOrDefault(id, id);
  }
}
