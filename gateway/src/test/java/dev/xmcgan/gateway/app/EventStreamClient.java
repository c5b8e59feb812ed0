package dev.xmcgan.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reads a stream of server-sent events in the background. */
final class EventStreamClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  record Event(String id, String name, JsonNode data) {}

  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private final HttpResponse<InputStream> response;
  private volatile boolean ended;

  EventStreamClient(URI uri) throws IOException, InterruptedException {
    this(HttpRequest.newBuilder(uri).build());
  }

  EventStreamClient(HttpRequest request) throws IOException, InterruptedException {
    response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    Thread thread = new Thread(this::read, "event-stream-client");
    thread.setDaemon(true);
    thread.start();
  }

  List<Event> events(String name) {
    return events.stream().filter(event -> event.name().equals(name)).toList();
  }

  List<String> comments() {
    return comments;
  }

  /** Whether the gateway ended it. */
  boolean hasEnded() {
    return ended;
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String id = "";
      String name = "message";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(":")) {
          comments.add(line.substring(1).strip());
        } else if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          events.add(new Event(id, name, json(line.substring(5))));
        }
      }
    } catch (IOException closed) {
      // the test closed it
    }
    ended = true;
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text);
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
