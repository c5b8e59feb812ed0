package dev.xmcgan.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What OpenAI's client for Python sends, as it was recorded from it ({@code openai-python.http}:
 * version 3.57.0, its bytes but for the port), over a connection that is kept as the client keeps
 * it; and what that client makes of answers, by the rules of its {@code _response.py}, {@code
 * _base_client.py} and {@code _streaming.py}.
 */
final class OpenAiPythonCalls implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String recorded;
  private final RawHttp connection = new RawHttp();

  OpenAiPythonCalls() throws IOException {
    try (InputStream file = getClass().getResourceAsStream("openai-python.http")) {
      recorded = new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** One call of those recorded, and its answer. */
  RawHttp.Answer send(String name) throws IOException {
    String mark = "### " + name + "\n";
    int begin = recorded.indexOf(mark) + mark.length();
    int end = recorded.indexOf("\n### ", begin);
    String request = recorded.substring(begin, end < 0 ? recorded.length() - 1 : end);
    connection.write(
        request.replace("{port}", Integer.toString(RestAssured.port)).replace("\n", "\r\n"));
    return connection.read();
  }

  /** The object that a method of the client returns: of another type of content it makes none. */
  static JsonNode object(RawHttp.Answer answer) throws IOException {
    String contentType = answer.header("content-type").orElse("").split(";")[0];
    if (answer.status() >= 400 || !contentType.endsWith("json")) {
      throw new IOException("%d %s: %s".formatted(answer.status(), contentType, answer.body()));
    }
    return JSON.readTree(answer.body());
  }

  /** The body of the exception that it raises. */
  static JsonNode error(RawHttp.Answer answer) throws IOException {
    return JSON.readTree(answer.body()).path("error");
  }

  /** Whether it would send the same again by itself. */
  static boolean isSentAgain(RawHttp.Answer answer) {
    Optional<String> told = answer.header("x-should-retry");
    boolean byStatus = List.of(408, 409, 429).contains(answer.status()) || answer.status() >= 500;
    return told.map("true"::equals).orElse(byStatus);
  }

  /** The data of a stream's events; the client parses each, and raises what has an error. */
  static List<JsonNode> events(RawHttp.Answer answer) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    List<String> data = new ArrayList<>();
    boolean isSomething = false;
    for (String line : answer.body().split("\r\n|\r|\n", -1)) {
      if (line.isEmpty()) {
        if (isSomething) {
          events.add(JSON.readTree(String.join("\n", data)));
        }
        data.clear();
        isSomething = false;
      } else if (!line.startsWith(":")) {
        String[] field = line.split(": ?", 2);
        isSomething |= List.of("event", "data", "id", "retry").contains(field[0]);
        if (field[0].equals("data")) {
          data.add(field[1]);
        }
      }
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
