package dev.xmcgan.transport.topics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.transport.KafkaSettings;
import dev.xmcgan.transport.serde.RegistryUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which new schemas the registry takes for a topic's values. Without a rule it takes any, and a
 * stranger's becomes the latest. Set through the Confluent-compatible API.
 */
final class SchemaCompatibility {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  SchemaCompatibility(KafkaSettings settings) {
    this.settings = settings;
  }

  /** Sets the rule of each topic whose schema is registered. */
  void set() {
    for (Topic topic : withSchemas()) {
      HttpResponse<String> answer = put(topic);
      if (answer.statusCode() == CONFLICT) {
        // somebody else has just made the rule: it can be changed now
        answer = put(topic);
      }
      if (answer.statusCode() >= 300) {
        throw refused(topic, answer);
      }
    }
  }

  /** Rules that are missing or other ones. */
  List<TopicDifference> differences() {
    List<TopicDifference> all = new ArrayList<>();
    for (Topic topic : withSchemas()) {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(address(topic)).GET());
      if (answer.statusCode() != NOT_FOUND && answer.statusCode() >= 300) {
        throw refused(topic, answer);
      }
      String actual =
          answer.statusCode() == NOT_FOUND
              ? "not set"
              : read(answer.body()).path("compatibilityLevel").asText("not set");
      if (!actual.equals(level(topic))) {
        all.add(
            new TopicDifference(
                settings.topic(topic), "schema compatibility", actual, level(topic)));
      }
    }
    return all;
  }

  private HttpResponse<String> put(Topic topic) {
    String body = body(Map.of("compatibility", level(topic)));
    return send(
        HttpRequest.newBuilder(address(topic))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static String level(Topic topic) {
    return topic.isWrittenByOthers() ? "FULL" : "BACKWARD";
  }

  private static List<Topic> withSchemas() {
    return Arrays.stream(Topic.values()).filter(topic -> topic.valueSchema().isPresent()).toList();
  }

  private URI address(Topic topic) {
    String subject = URLEncoder.encode(settings.topic(topic) + "-value", StandardCharsets.UTF_8);
    return URI.create(settings.registryUrl() + "/apis/ccompat/v7/config/" + subject);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(
          request.timeout(TIMEOUT).build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RegistryUnavailableException(
          "schema registry " + settings.registryUrl() + " did not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryUnavailableException(
          "interrupted while waiting for " + settings.registryUrl(), e);
    }
  }

  private IllegalStateException refused(Topic topic, HttpResponse<String> answer) {
    return new IllegalStateException(
        "schema registry %s answered %d to the compatibility of %s: %s"
            .formatted(
                settings.registryUrl(), answer.statusCode(), settings.topic(topic), answer.body()));
  }

  private static String body(Map<String, String> fields) {
    return JSON.valueToTree(fields).toString();
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException("the registry's answer is no JSON: " + body, e);
    }
  }
}
